"""When a counsellor can be met, and when not: each change is one row in the audit table; nobody is told."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Membership, Office
from appointments.actions.freed import time_freed
from appointments.actions.locks import give_back, lock_people
from appointments.models import Absence, BookingSettings, Hold, PublishedTime, WeeklyPattern
from common.audit import audit
from common.errors import AlreadyDone

TIMES_PUBLISHED, TIME_REMOVED = "times_published", "published_time_removed"
HOURS_ADDED, HOURS_CHANGED, HOURS_ENDED = "weekly_hours_added", "weekly_hours_changed", "weekly_hours_ended"
HOURS_REMOVED = "weekly_hours_removed"
ABSENCE_ADDED, ABSENCE_REMOVED = "absence_added", "absence_removed"
SETTINGS_CHANGED = "booking_settings_changed"


class TimesOverlap(Exception):
    """A stretch to publish touches one that is published already; nothing was saved."""


class PatternsOverlap(Exception):
    """Hours meet `other` of the same counsellor on the same weekday while both apply; nothing was saved."""

    def __init__(self, other: WeeklyPattern) -> None:
        self.other = other
        super().__init__()


@dataclass(frozen=True)
class Hours:
    """Hours of a week to offer: wall clock in Norway, `[valid_from, valid_until)` (None: until further notice).

    `place` is the centre or, on presence days, a Nav office; `lengths` in minutes, empty for any the county uses.
    """

    start: time
    end: time
    valid_from: date
    valid_until: date | None
    place: Office
    modes: Sequence[str]
    lengths: Sequence[int] = ()


@dataclass(frozen=True)
class Rules:
    """How a counsellor wants to be booked: None for what the county says. `video_link` is the own meeting room."""

    buffer_minutes: int | None = None
    notice_hours: int | None = None
    horizon_weeks: int | None = None
    video_link: str = ""


# Every week -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_patterns(*, membership: Membership, weekdays: Collection[int], hours: Hours, by: Actor) -> int:
    """Offer these hours on each of the weekdays (Monday 0). Returns on how many.

    Saves all or none: PatternsOverlap when one meets hours offered already. Audits `weekly_hours_added`.
    """
    lock_people([membership.person_id])
    wanted = [_pattern(membership, weekday, hours) for weekday in sorted(weekdays)]
    for pattern in wanted:
        _refuse_overlap(pattern)
    WeeklyPattern.objects.bulk_create(wanted)
    _note(HOURS_ADDED, membership, by, *(pattern.public_id for pattern in wanted))
    return len(wanted)


@transaction.atomic
def change_pattern(*, pattern: WeeklyPattern, weekday: int, hours: Hours, by: Actor) -> None:
    """Let the pattern be these hours on this weekday instead. Meetings booked in the old ones stay.

    PatternsOverlap when they meet other hours of the counsellor; AlreadyDone when the pattern is gone. Audits
    `weekly_hours_changed`.
    """
    kept = _locked(pattern)
    changed = _pattern(kept.membership, weekday, hours)
    changed.pk, changed.public_id = kept.pk, kept.public_id
    _refuse_overlap(changed)
    changed.save()
    _note(HOURS_CHANGED, kept.membership, by, kept.public_id)


@transaction.atomic
def end_pattern(*, pattern: WeeklyPattern, last_day: date, by: Actor) -> None:
    """Offer the pattern's hours to `last_day` (included) and no longer. Meetings booked later stay.

    AlreadyDone when it is gone, or ends by then. Audits `weekly_hours_ended`; hours that would never apply are removed.
    """
    kept, until = _locked(pattern), last_day + timedelta(days=1)
    if kept.valid_until and kept.valid_until <= until:
        raise AlreadyDone
    if until <= kept.valid_from:
        kept.delete()
    else:
        kept.valid_until = until
        kept.save(update_fields=["valid_until"])
    _note(HOURS_ENDED, kept.membership, by, pattern.public_id)


@transaction.atomic
def remove_pattern(*, pattern: WeeklyPattern, by: Actor) -> None:
    """Stop offering the pattern's hours at once. Meetings booked in them stay. Audits `weekly_hours_removed`.

    AlreadyDone when it is gone.
    """
    kept = _locked(pattern)
    kept.delete()
    _note(HOURS_REMOVED, kept.membership, by, pattern.public_id)


def _pattern(membership: Membership, weekday: int, hours: Hours) -> WeeklyPattern:
    lists = {"modes": list(hours.modes), "lengths": sorted(hours.lengths)}
    return WeeklyPattern(membership=membership, weekday=weekday, **{**_fields(hours), **lists})


def _fields(hours: Hours) -> dict[str, object]:
    return {name: getattr(hours, name) for name in ("start", "end", "valid_from", "valid_until", "place")}


def _refuse_overlap(wanted: WeeklyPattern) -> None:
    others: QuerySet[WeeklyPattern] = WeeklyPattern.objects.exclude(pk=wanted.pk).filter(
        Q(valid_until=None) | Q(valid_until__gt=wanted.valid_from),
        membership=wanted.membership,
        weekday=wanted.weekday,
        start__lt=wanted.end,
        end__gt=wanted.start,
    )
    if wanted.valid_until:
        others = others.filter(valid_from__lt=wanted.valid_until)
    if other := others.first():
        raise PatternsOverlap(other)


def _locked(pattern: WeeklyPattern) -> WeeklyPattern:
    """Lock the counsellor, then look again."""
    lock_people([pattern.membership.person_id])
    kept = WeeklyPattern.objects.select_related("membership__office").filter(pk=pattern.pk).first()
    if kept is None:
        raise AlreadyDone
    return kept


# Single times ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    *,
    membership: Membership,
    stretches: Sequence[tuple[datetime, datetime]],
    modes: Sequence[str],
    by: Actor,
    place: Office | None = None,
) -> int:
    """Offer these stretches (aware, half-open) for meetings in these modes at `place` (None: the own office).

    Returns how many. Saves all or none: TimesOverlap when one touches a published stretch. Audits `times_published`.
    """
    lock_people([membership.person_id])
    for start, end in stretches:
        if PublishedTime.objects.filter(membership=membership, starts_at__lt=end, ends_at__gt=start).exists():
            raise TimesOverlap
    rows = [
        PublishedTime(membership=membership, starts_at=a, ends_at=b, modes=list(modes), place=place)
        for a, b in stretches
    ]
    count = len(PublishedTime.objects.bulk_create(rows))
    _note(TIMES_PUBLISHED, membership, by, *(row.public_id for row in rows))
    return count


@transaction.atomic
def unpublish(*, time: PublishedTime, by: Actor) -> None:
    """Stop offering a stretch. Meetings booked in it stay. Audits it. AlreadyDone when it is gone."""
    lock_people([time.membership.person_id])
    deleted, _rows = PublishedTime.objects.filter(pk=time.pk).delete()
    if not deleted:
        raise AlreadyDone
    _note(TIME_REMOVED, time.membership, by, time.public_id)


# Absence --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_absence(*, membership: Membership, starts_at: datetime, ends_at: datetime, by: Actor) -> Absence:
    """Say that the membership's person cannot be booked in `[starts_at, ends_at)` (aware). Meetings booked in it stay.

    May overlap others; the very same one is kept once and returned. Times in it that the waiting list offers are given
    back. Audits `absence_added`.
    """
    lock_people([membership.person_id])
    own = Hold.objects.filter(is_offer=True, commitments__person=membership.person_id)
    give_back(own.filter(starts_at__lt=ends_at, ends_at__gt=starts_at))
    absence, is_new = Absence.objects.get_or_create(membership=membership, starts_at=starts_at, ends_at=ends_at)
    if is_new:
        _note(ABSENCE_ADDED, membership, by, absence.public_id)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, by: Actor) -> None:
    """Let the person be booked in that time again. Audits `absence_removed`. AlreadyDone when it is gone."""
    lock_people([absence.membership.person_id])
    deleted, _rows = Absence.objects.filter(pk=absence.pk).delete()
    if not deleted:
        raise AlreadyDone
    _note(ABSENCE_REMOVED, absence.membership, by, absence.public_id)


# How one is booked ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_settings(*, membership: Membership, rules: Rules, by: Actor) -> None:
    """Let the counsellor be booked by these rules from now on; meetings booked already keep theirs.

    Where a rule is laxer than the county's, the county's counts. Audits `booking_settings_changed`.
    """
    lock_people([membership.person_id])
    BookingSettings.objects.update_or_create(membership=membership, defaults=asdict(rules))
    _note(SETTINGS_CHANGED, membership, by)


def _note(kind: str, membership: Membership, by: Actor, *concerned: object) -> None:
    """Audit the change, and let those on the waiting list have what may be free now."""
    time_freed(membership)
    data = {"concerns": [str(each) for each in concerned]} if concerned else {}
    audit(kind, by=by, office=membership.office.public_id, subject=membership.public_id, data=data)
