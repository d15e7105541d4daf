"""Parties of this room's tests."""

import pytest

from accounts.actors import Actor
from accounts.enums import OfficeKind, Party
from accounts.models import Office
from common.models import AuditEntry
from tests.factories import actor_of, membership, office


@pytest.fixture
def nav_office() -> Office:
    return office(OfficeKind.NAV_OFFICE, name="Nav Prøvevik")


@pytest.fixture
def nav_coordinator() -> Actor:
    """A coordinator on Nav's side in Nordland."""
    return actor_of(membership(Party.COORDINATOR, office(OfficeKind.NAV_COUNTY)))


@pytest.fixture
def county_coordinator() -> Actor:
    """A coordinator on the county authority's side in Nordland."""
    return actor_of(membership(Party.COORDINATOR, office(OfficeKind.COUNTY_AUTHORITY)))


@pytest.fixture
def other_county() -> Actor:
    """A coordinator on Nav's side in Trøndelag."""
    return actor_of(membership(Party.COORDINATOR, office(OfficeKind.NAV_COUNTY, county_code="trondelag")))


@pytest.fixture
def audited():
    """`audited()` gives the kinds written to the audit table, oldest first."""
    return lambda: list(AuditEntry.objects.order_by("id").values_list("kind", flat=True))
