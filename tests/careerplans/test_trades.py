"""The national lists: what reading them adds, changes and takes away, and how a trade is found by what is written."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from careerplans import actions
from careerplans.enums import Course, EdgeKind
from careerplans.forms import GoalForm
from careerplans.models import CareerPlan, Trade, TradeEdge
from careerplans.trades import (
    DEMO_EDGES,
    DEMO_LIST,
    Imported,
    find_trade,
    import_demo_trades,
    import_edges,
    import_trades,
    like,
    offered,
)
from tests.careerplans.world import World, started
from tests.factories import acting

pytestmark = pytest.mark.django_db

HEADING = DEMO_LIST.read_text(encoding="utf-8").splitlines()[0]
BAKER = "RMBAK3----,Bakerfaget,Bakarfaget,Bakery,Svennebrev,Baker,RM,Restaurant- og matfag,RMRMF1----,,,hovedløp 2+2,,"
CHEF = "RMKOK3----,Kokkfaget,,,Fagbrev,Kokk,RM,Restaurant- og matfag,RMRMF1----,,,særløp 1+3,,"


def test_trades_are_found_by_name_occupation_and_an_unambiguous_part() -> None:
    assert import_demo_trades() == import_demo_trades() == 19
    plumber = find_trade("Rørleggerfaget")
    assert plumber == find_trade("røyrleggjarfaget") == find_trade("Røyr") == find_trade("plumbing")
    assert plumber == find_trade("rørlegger")  # the occupation
    assert find_trade("flislegger") == Trade.objects.get(code="BAMFF3----")  # a part of one name only
    assert find_trade("B") is None  # several
    assert find_trade("arbeider") is None
    assert find_trade("Romfaget") is None
    assert [trade.name_nb for trade in like("sjåfør")] == ["Yrkessjåførfaget"]
    assert like("Romfaget") == []


def test_each_trade_has_its_name_in_the_language_asked_for() -> None:
    import_demo_trades()
    plumber, cleaner = Trade.objects.get(code="BARLF3----"), Trade.objects.get(code="BAROF3----")
    names = [plumber.name_in(language) for language in ("nb", "nn", "en", "se")]
    assert names == ["Rørleggerfaget", "Røyrleggjarfaget", "Plumbing", "Rørleggerfaget"]
    assert cleaner.name_in("en") == "Renholdsoperatørfaget"  # the list has no English name
    assert (plumber.course, cleaner.course) == (Course.MAIN, Course.SPECIAL)


def test_a_list_read_again_says_what_is_new_changed_and_gone() -> None:
    assert import_trades([HEADING, BAKER, CHEF]) == Imported(added=2, changed=0, unchanged=0, gone=0)
    assert import_trades([HEADING, BAKER, CHEF]) == Imported(added=0, changed=0, unchanged=2, gone=0)
    renamed = BAKER.replace("Bakerfaget", "Baker- og konditorfaget")
    assert import_trades([HEADING, renamed]) == Imported(added=0, changed=1, unchanged=0, gone=1)
    assert [trade.name_nb for trade in offered()] == ["Baker- og konditorfaget"]
    assert find_trade("Kokk") is None
    assert import_trades([HEADING, renamed]) == Imported(added=0, changed=0, unchanged=1, gone=0)
    assert import_trades([HEADING, CHEF], whole=False) == Imported(added=0, changed=1, unchanged=0, gone=0)
    assert [trade.name_nn for trade in offered()] == ["Bakarfaget", "Kokkfaget"]  # it is back, the other stays


def test_a_plan_keeps_a_trade_that_is_gone_from_the_list(world: World) -> None:
    import_trades([HEADING, BAKER])
    plan = started(world)
    with acting(world.counsellor):
        actions.save_goal(plan=plan, trade=find_trade("Baker"), words="", revision=0, by=world.counsellor)
        import_trades([HEADING, CHEF])
        saved = CareerPlan.objects.get()
        assert saved.trade is not None
        assert saved.trade.code == "RMBAK3----"
        kept = GoalForm({"trade": "Bakerfaget", "end_goal": "Hjemme", "revision": "1"}, trade=saved.trade)
        assert kept.is_valid()
        assert kept.cleaned_data["trade"] == saved.trade
    assert not GoalForm({"trade": "Bakerfaget", "end_goal": "", "revision": "1"}).is_valid()


def test_the_ways_between_programmes_are_replaced_by_the_new_list() -> None:
    heading = "fra_kode,til_kode,type"
    assert import_edges([heading, "A1,B2,hoved", "C1,B2,kryss"]) == Imported(2, 0, 0, 0)
    assert import_edges([heading, "A1,B2,kryss"]) == Imported(added=0, changed=1, unchanged=0, gone=1)
    assert import_edges([heading, "D1,E2,hoved"], whole=False) == Imported(1, 0, 0, 0)
    kinds = {(edge.from_code, edge.kind) for edge in TradeEdge.objects.all()}
    assert kinds == {("A1", EdgeKind.CROSSING), ("D1", EdgeKind.MAIN)}


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["programomradekode,navn_nn", "X,Y"], "navn_nb"),
        ([HEADING, BAKER.replace("hovedløp 2+2", "fem år")], "fem år"),
    ],
)
def test_a_list_we_do_not_understand_is_refused_whole(lines: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        import_trades(lines)
    assert not Trade.objects.exists()


def test_an_unknown_kind_of_way_is_refused() -> None:
    with pytest.raises(ValueError, match="omvei"):
        import_edges(["fra_kode,til_kode,type", "A,B,omvei"])


def test_the_command_reads_both_lists_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_trades", str(DEMO_LIST), "--ways", str(DEMO_EDGES))
    trades, ways = capsys.readouterr().out.splitlines()
    assert trades == "19 trades: 19 added, 0 changed, 0 as before; 0 gone from the list"
    assert ways == "39 ways: 39 added, 0 changed, 0 as before; 0 gone from the list"
    call_command("import_trades")
    assert capsys.readouterr().out == "19 trades of the demo\n"
    assert str(Trade.objects.get(code="BARLF3----")) == "Rørleggerfaget"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("code\nX\n", encoding="utf-8")
    for path in (wrong, tmp_path / "absent.csv"):
        with pytest.raises(CommandError):
            call_command("import_trades", str(path))


def test_the_search_says_which_trades_may_be_meant() -> None:
    import_demo_trades()
    form = GoalForm({"trade": "arbeider", "end_goal": "", "revision": "0"})
    assert not form.is_valid()
    (message,) = form.errors["trade"]
    assert "Helsearbeiderfaget" in message
    assert "Platearbeiderfaget" in message
