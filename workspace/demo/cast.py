"""The counties, offices and staff of the demo. A team is one Nav counsellor and one career counsellor."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.enums import OfficeKind, Party
from accounts.models import County, Membership, Office, Person
from workspace.demo.texts import FIRST_NAMES, LAST_NAMES, STAFF_NAMES

COUNTIES = {
    "nordland": ("Nordland", "18"),
    "trondelag": ("Trøndelag", "50"),
    "innlandet": ("Innlandet", "34"),
    "rogaland": ("Rogaland", "11"),
    "akershus": ("Akershus", "32"),
}
NAV_OFFICES = {
    "nordland": (("1804", "Nav Bodø"), ("1833", "Nav Rana"), ("1824", "Nav Vefsna"), ("1860", "Nav Lofoten")),
    "trondelag": (
        ("5701", "Nav Falkenborg"), ("5702", "Nav Lerkendal"), ("1719", "Nav Levanger"), ("1721", "Nav Verdal"),
    ),
    "innlandet": (("0502", "Nav Gjøvik"),),
    "rogaland": (("1102", "Nav Sandnes"),),
    "akershus": (("0220", "Nav Asker"), ("0219", "Nav Bærum")),
}  # fmt: skip
CENTRES = {
    "nordland": ("Karriere Nordland Bodø", "Karriere Nordland Mo i Rana", "Karriere Nordland Mosjøen"),
    "trondelag": ("Karrieresenteret Trondheim", "Karrieresenteret Innherred", "Karrieresenteret Orkdal"),
    "innlandet": ("Karriere Innlandet Gjøvik",),
    "rogaland": ("Karrieresenter Rogaland",),
    "akershus": ("Karrieretjenesten i Akershus",),
}
COUNTY_OFFICES = {
    "nordland": ((OfficeKind.NAV_COUNTY, "Nav Nordland"), (OfficeKind.COUNTY_AUTHORITY, "Nordland fylkeskommune")),
    "trondelag": ((OfficeKind.NAV_COUNTY, "Nav Trøndelag"), (OfficeKind.COUNTY_AUTHORITY, "Trøndelag fylkeskommune")),
    "innlandet": ((OfficeKind.NAV_COUNTY, "Nav Innlandet"), (OfficeKind.COUNTY_AUTHORITY, "Innlandet fylkeskommune")),
    "rogaland": ((OfficeKind.NAV_COUNTY, "Nav Rogaland"), (OfficeKind.COUNTY_AUTHORITY, "Rogaland fylkeskommune")),
    "akershus": ((OfficeKind.NAV_COUNTY, "Nav Vest-Viken"), (OfficeKind.COUNTY_AUTHORITY, "Akershus fylkeskommune")),
}
#: Kinds of staff, as their addresses begin.
STAFF = ("nav", "karriere", f"koordinator-{OfficeKind.NAV_COUNTY}", f"koordinator-{OfficeKind.COUNTY_AUTHORITY}", "ny")


@dataclass(frozen=True)
class Team:
    """The two counsellors of up to `clock.TEAM_SIZE` journeys, so that nobody is in two places."""

    nav: Membership
    career: Membership


@dataclass(frozen=True)
class Cast:
    """One county's people."""

    county: County
    teams: list[Team]


def county(code: str) -> County:
    """Return the demo's county, made where it is missing."""
    title, number = COUNTIES[code]
    return County.objects.get_or_create(code=code, defaults={"name": title, "number": number})[0]


def name(number: int, surnames: Sequence[str] = LAST_NAMES) -> str:
    """Return the `number`-th invented name; the first few hundred differ, later ones carry a number.

    They differ because the lengths of the two lists have no common divisor, nor has 7 one with that of the surnames.
    """
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], surnames[number * 7 % len(surnames)]
    rounds = number // (len(FIRST_NAMES) * len(surnames))
    return f"{first} {last}" + (f" {rounds + 1}" if rounds else "")


def staff_name(code: str, slug: str, place: int) -> str:
    """Return the name of who works in the county as the `place`-th of a kind; of each kind the first few differ."""
    number = list(COUNTIES).index(code) * 5 + STAFF.index(slug)
    return name(number + place * len(COUNTIES) * 5, STAFF_NAMES)


def build_cast(code: str, teams: int, *, today: datetime.date) -> Cast:
    """Create (or find) the county with its offices, coordinators and teams. Saves; records and sends nothing."""
    home = county(code)
    navs = [_office(home, OfficeKind.NAV_OFFICE, title, number) for number, title in NAV_OFFICES[code]]
    centres = [_office(home, OfficeKind.CAREER_CENTRE, title) for title in CENTRES[code]]
    since = today - datetime.timedelta(days=730)
    for kind, title in COUNTY_OFFICES[code]:
        _staff(code, f"koordinator-{kind}", [_office(home, kind, title)], Party.COORDINATOR, 1, since)
    nav_staff = _staff(code, "nav", navs, Party.NAV_COUNSELLOR, teams, since)
    career_staff = _staff(code, "karriere", centres, Party.CAREER_COUNSELLOR, teams, since)
    return Cast(home, [Team(nav, career) for nav, career in zip(nav_staff, career_staff, strict=True)])


def _office(home: County, kind: str, title: str, number: str = "") -> Office:
    town = home.name if kind in {OfficeKind.NAV_COUNTY, OfficeKind.COUNTY_AUTHORITY} else title.rsplit(maxsplit=1)[-1]
    site = "https://karrieresenter.example/" if kind == OfficeKind.CAREER_CENTRE else ""
    place = {"number": number, "address": f"Eksempelgata {len(title)}, {town}", "website": site}
    return Office.objects.get_or_create(county=home, kind=kind, name=title, defaults=place)[0]


def _staff(
    code: str, slug: str, offices: list[Office], role: str, count: int, since: datetime.date
) -> list[Membership]:
    emails = [f"{slug}{number}.{code}@example.test" for number in range(1, count + 1)]
    existing = set(Person.objects.filter(email__in=emails).values_list("email", flat=True))
    people = [
        Person(email=email, name=staff_name(code, slug, place), password="!")  # noqa: S106 - "!" marks an unusable password
        for place, email in enumerate(emails)
        if email not in existing
    ]
    Person.objects.bulk_create(people, batch_size=2000)
    Membership.objects.bulk_create(
        [
            Membership(person=person, office=office, role=role, valid_from=since)
            for person, office in zip(people, _around(offices), strict=False)
        ],
        batch_size=2000,
    )
    members = Membership.objects.filter(person__email__in=emails, role=role).select_related("person", "office")
    return list(members.order_by("pk"))


def _around(offices: list[Office]) -> Iterator[Office]:
    while True:
        yield from offices
