"""The stored columns equal a rebuild from the events, whatever legal order they came in."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, assume, given, settings

from accounts.actors import System
from journeys import actions
from journeys.models import Journey
from tests.factories import JourneyFactory, county
from tests.journeys.orders import legal_orders


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=legal_orders())
def test_rebuild_of_the_columns_equals_the_stored_ones(order):
    assume(order.events)
    key = order.blueprint.key
    journey = JourneyFactory(county=county(key), blueprint_key=key, blueprint_version=order.blueprint.version)
    for fact in order.events:
        actions.record(journey=journey, kind=fact.kind, by=System("test"), data=fact.data, at=fact.at)
    stored = Journey.objects.get(pk=journey.pk)
    for column, value in actions.computed_columns(stored, list(stored.events.all())).items():
        assert getattr(stored, column) == value, column


@pytest.mark.django_db
def test_the_command_finds_and_mends_a_column_that_drifted(capsys, as_owner):
    journey = JourneyFactory()
    actions.record(journey=journey, kind="journey_started", by=System("test"), data={"origin": "nav_counsellor"})
    Journey.objects.filter(pk=journey.pk).update(current_step="follow_up")
    with pytest.raises(SystemExit):
        call_command("rebuild_journeys", check=True)
    call_command("rebuild_journeys")
    assert "1 journeys, 1 differed." in capsys.readouterr().out
    journey.refresh_from_db()
    assert journey.current_step == "selection"
