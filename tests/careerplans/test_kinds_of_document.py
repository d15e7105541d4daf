"""Whatever a county calls its document, every text about it has the words."""

import pytest
from django.utils import translation

from accounts.enums import Party
from careerplans.models import PlanVersion
from careerplans.notifications import PLAN_READY, render_plan_ready
from careerplans.pdf.wording import wording
from careerplans.sharing_text import sharing_text
from common.models import OutboxMessage
from journeys.blueprints import ALL
from journeys.blueprints.types import PlanKind
from tests.factories import participant, staff

each = pytest.mark.parametrize("kind", PlanKind)


def ready(kind: str) -> str:
    message = OutboxMessage(
        kind=PLAN_READY, language="nb", payload={"document": kind, "version": "0d8b5c8e-3b0a-4b6e-9d53-1e1a4d7f2b10"}
    )
    rendered = render_plan_ready(message)
    return f"{rendered.subject}\n{rendered.body_text}"


def test_every_kind_is_a_countys():
    assert {blueprint.plan.kind for blueprint in ALL} == set(PlanKind)


@each
def test_the_paper_bears_the_name_the_page_has(kind: PlanKind):
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            assert wording(kind.value).name == kind.label


@pytest.mark.django_db
def test_each_kind_is_announced_in_its_own_words():
    assert len({ready(kind) for kind in PlanKind}) == len(PlanKind)


@pytest.mark.django_db
@each
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_each_kind_can_be_shared_in_both_written_languages(kind: PlanKind, language: str):
    nav = staff(Party.NAV_COUNSELLOR)
    version = PlanVersion(number=2, content={"kind": kind.value}, participant=participant().person)
    assert nav.membership is not None
    text = sharing_text(version, nav.membership, language)
    assert (text.language, "{" in text.text) == (language, False)
