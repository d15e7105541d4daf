"""The waiting list: joining, leaving, and offering the next in line a time that has become free.

A place in line is changed only with its journey locked. Joining, leaving and answering move no journey, so they are
rows of the audit table and no events of the journey; taking the time offered is `confirm`, and says so itself.
"""

from datetime import UTC, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import Actor, System, as_participant
from accounts.models import Office
from appointments import waiting_notifications
from appointments.actions.holds import BeingBooked, hold, release
from appointments.actions.locks import TimeTaken
from appointments.enums import WaitingState
from appointments.models import Appointment, Hold, WaitingEntry
from appointments.queries import Slot, Wish
from appointments.queries.waiting import first_earlier, free_before, is_over, line, wish_of_entry, with_case
from common.audit import audit
from common.errors import AlreadyDone
from journeys.actions import lock
from journeys.models import Journey

JOINED, LEFT, OFFERED, DECLINED = "waiting_joined", "waiting_left", "waiting_offered", "waiting_declined"
JOB = System("waiting_list")
#: Advisory locks of this room: the second number is the centre. Taken before any journey's.
LINE_LOCK = 7302
#: How long an offer stands; one that would end in the evening or at night stands until the morning.
ANSWER_TIME = timedelta(hours=12)
MORNING, EVENING = time(9), time(21)
LONGEST = timedelta(hours=24)
#: An offer ends so long before the time it is about.
ANSWER_BEFORE = timedelta(hours=2)


@transaction.atomic
def join(*, wish: Wish, centre: Office, by: Actor) -> WaitingEntry:
    """Put the journey in line at the centre for a time as wished, earlier than the appointment the wish moves, if any.

    Waits for what becomes free from now on: times that are free already have been passed by. Saves the place and
    audits `waiting_joined`; sends nothing. Somebody in line for this kind of meeting keeps the place. AlreadyDone when
    the journey is closed or the appointment is not ahead any more.
    """
    now = timezone.now()
    journey = lock(wish.journey)
    if not journey.is_open or not _is_ahead(wish.moves, now):
        raise AlreadyDone
    if present := _of(journey, wish.kind.key):
        return _for(present, wish.moves)
    entry = WaitingEntry(
        journey=wish.journey,
        centre=centre,
        kind=wish.kind.key,
        mode=wish.mode,
        length=wish.minutes,
        with_nav=wish.nav is not None,
        appointment=wish.moves,
        added_by=by.person,
        added_at=now,
    )
    if wish.moves:
        entry.declined = [slot.start for slot in free_before(wish_of_entry(entry), now=now)]
    entry.save()
    _audit(JOINED, entry, by)
    return entry


def _is_ahead(appointment: Appointment | None, now: datetime) -> bool:
    if appointment is None:
        return True
    appointment.refresh_from_db(fields=["status", "starts_at"])
    return appointment.is_booked and appointment.starts_at > now


def _of(journey: Journey, kind: str) -> WaitingEntry | None:
    return WaitingEntry.objects.open().filter(journey=journey, kind=kind).first()


def _for(entry: WaitingEntry, appointment: Appointment | None) -> WaitingEntry:
    """Who waited without an appointment has one now."""
    if appointment and entry.appointment_id is None:
        entry.appointment = appointment
        entry.save(update_fields=["appointment"])
    return entry


@transaction.atomic
def leave(*, entry: WaitingEntry, by: Actor) -> None:
    """End the wait, and give back a time that is offered. Audits `waiting_left`. AlreadyDone when it has ended."""
    present = _locked(entry)
    if present.state == WaitingState.ENDED:
        raise AlreadyDone
    _end(present)
    _audit(LEFT, present, by)


@transaction.atomic
def decline(*, entry: WaitingEntry, offered: Hold, by: Actor) -> None:
    """Say no to the time offered and go on waiting; the next in line gets it. Audits `waiting_declined`.

    AlreadyDone when it is not offered any more.
    """
    present = _locked(entry)
    if present.state != WaitingState.OFFERED or present.hold_id != offered.pk:
        raise AlreadyDone
    _wait_on(present)
    _audit(DECLINED, present, by)


def offer_next(*, centre: Office) -> int:
    """Offer what is free at the centre to those in line, in order; return how many were offered a time.

    Each gets one time at a time, kept as `answer_by` says and never later than ANSWER_BEFORE it begins, and a message
    with a link to answer. An offer nobody answered goes to the next. Safe to repeat, and to run in two workers at once.
    """
    keys = list(line(centre).values_list("pk", flat=True))
    for key in keys:
        _settle(centre, key)
    return sum(_offer(centre, key) for key in keys)


@transaction.atomic
def _settle(centre: Office, key: int) -> None:
    """Let a place that has nothing to wait for end, and one whose offer is over wait on."""
    entry, now = _next(centre, key), timezone.now()
    if entry is None:
        return
    if is_over(entry, now=now):
        _end(entry)
    elif entry.state == WaitingState.OFFERED and (entry.hold is None or entry.hold.expires_at <= now):
        _wait_on(entry)


@transaction.atomic
def _offer(centre: Office, key: int) -> bool:
    """Offer one place the first time that suits; one whose journey holds a time already is left in peace."""
    entry, now = _next(centre, key), timezone.now()
    if entry is None or entry.state != WaitingState.WAITING:
        return False
    if Hold.objects.filter(journey=entry.journey_id, expires_at__gt=now).exists():
        return False
    slot = first_earlier(entry, now=now)
    return slot is not None and _offered(entry, slot, now)


def _offered(entry: WaitingEntry, slot: Slot, now: datetime) -> bool:
    participant = entry.journey.participant
    try:
        kept = hold(
            wish=wish_of_entry(entry),
            starts_at=slot.start,
            by=as_participant(participant),
            keep=min(answer_by(now), slot.start - ANSWER_BEFORE) - now,
            offer_to=participant,
        )
    except (TimeTaken, BeingBooked):
        return False
    except AlreadyDone:  # the journey has moved on from this kind of meeting
        _end(entry)
        return False
    entry.state, entry.hold, entry.declined = WaitingState.OFFERED, kept, [*entry.declined, kept.starts_at]
    entry.save(update_fields=["state", "hold", "declined"])
    _audit(OFFERED, entry, JOB)
    waiting_notifications.offered(entry)
    return True


def answer_by(now: datetime) -> datetime:
    """Return until when an offer made at `now` (aware) stands: 12 to 24 hours, ending while people are awake."""
    at = now.astimezone(UTC)  # so many real hours, also over a clock change
    until = timezone.localtime(at + ANSWER_TIME)
    if MORNING <= until.time() < EVENING:
        return until
    day = until.date() + timedelta(days=until.time() >= EVENING)
    return min(timezone.make_aware(datetime.combine(day, MORNING)), at + LONGEST)


def _next(centre: Office, key: int) -> WaitingEntry | None:
    """Return a place with the line and its journey locked, None when it has ended."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LINE_LOCK, centre.pk])
    entry = WaitingEntry.objects.select_related("journey").get(pk=key)
    lock(entry.journey)
    return line(centre).filter(pk=key).first()


def _locked(entry: WaitingEntry) -> WaitingEntry:
    lock(entry.journey)
    return with_case(WaitingEntry.objects.filter(pk=entry.pk)).get()


def _wait_on(entry: WaitingEntry) -> None:
    """Go on waiting. What was offered is among `declined` since it was, so it does not come again."""
    _give_back(entry)
    WaitingEntry.objects.filter(pk=entry.pk).update(state=WaitingState.WAITING, hold=None)


def _end(entry: WaitingEntry) -> None:
    _give_back(entry)
    WaitingEntry.objects.filter(pk=entry.pk).update(state=WaitingState.ENDED, hold=None)


def _give_back(entry: WaitingEntry) -> None:
    if entry.hold:
        release(hold=entry.hold)


def _audit(kind: str, entry: WaitingEntry, by: Actor | System) -> None:
    audit(kind, by=by, office=entry.centre.public_id, subject=entry.public_id)
