"""Common times: when everybody who must attend is free."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from appointments.queries.offering import Offer, Stretch, offers
from appointments.queries.taken import Taken, taken, together
from appointments.queries.wishes import Slot, Wish
from appointments.slots import Span, free_starts, is_free, is_on_step, merged, midnight, moment, seconds
from journeys.blueprints.types import Mode

#: A page read a little while ago is still good.
GRACE = 15 * 60


@dataclass(frozen=True)
class CommonTimes:
    """What is free for a wish, week by week (by Mondays in Norway). Weeks are cut only when asked for.

    Where several counsellors are free at a time, it goes to the one with the fewest meetings ahead.
    """

    wish: Wish
    offers: Sequence[Offer]
    taken: Mapping[int, Taken]
    begin: date
    last: date

    def week(self, monday: date) -> list[Slot]:
        """Return the free slots of a week, by time."""
        best: dict[int, Slot] = {}
        for offer, stretch in self._offered(monday):
            for start in self._starts(offer, stretch):
                if start not in best:
                    best[start] = _slot(self.wish, offer, stretch, start)
        return [best[start] for start in sorted(best)]

    @property
    def mondays(self) -> list[date]:
        """The Mondays of the weeks in which something is offered, free or not."""
        return [monday for monday in self._weeks if self._offered(monday)]

    def next(self, monday: date) -> date | None:
        """Return the first later week in which something is free."""
        return self._nearest(week for week in self._weeks if week > monday)

    def previous(self, monday: date) -> date | None:
        """Return the last earlier week in which something is free."""
        return self._nearest(week for week in reversed(self._weeks) if week < monday)

    def first(self) -> Slot | None:
        """Return the first free slot there is."""
        monday = self._nearest(self._weeks)
        return self.week(monday)[0] if monday else None

    def _nearest(self, weeks: Iterable[date]) -> date | None:
        return next((week for week in weeks if self._has_any(week)), None)

    def _has_any(self, monday: date) -> bool:
        return any(True for offer, stretch in self._offered(monday) for _start in self._starts(offer, stretch))

    @cached_property
    def _weeks(self) -> list[date]:
        weeks = (self.last - monday_of(self.begin)).days // 7 + 1
        return [monday_of(self.begin) + timedelta(weeks=number) for number in range(weeks)]

    def _offered(self, monday: date) -> list[tuple[Offer, Stretch]]:
        """Return what begins in a week, those with the fewest meetings first. Most pages look at one or two weeks."""
        if monday not in self._known:
            begin, last = max(monday, self.begin), min(monday + timedelta(days=6), self.last)
            start = midnight(monday)
            self._known[monday] = [
                (offer, stretch)
                for offer in self._by_load
                for stretch in offer.between(begin, last)
                if stretch.start >= start
            ]
        return self._known[monday]

    @cached_property
    def _known(self) -> dict[date, list[tuple[Offer, Stretch]]]:
        return {}

    @cached_property
    def _by_load(self) -> list[Offer]:
        return sorted(self.offers, key=lambda offer: _load(offer, self.taken))

    @cached_property
    def _busy(self) -> dict[int, list[Span]]:
        """Each counsellor's busy time together with that of those who attend in any case."""
        common = together(self.taken, self.wish.people)
        return {offer.counsellor.pk: merged([*common, *_own(offer, self.taken)]) for offer in self.offers}

    def _starts(self, offer: Offer, stretch: Stretch) -> Iterator[int]:
        length = self.wish.minutes * 60
        return free_starts(
            (stretch.start, min(stretch.end, offer.not_after + length)),
            self._busy[offer.counsellor.pk],
            length=length,
            stride=length + offer.buffer,
            not_before=offer.not_before,
        )


def _slot(wish: Wish, offer: Offer, stretch: Stretch, start: int) -> Slot:
    place = stretch.place if wish.mode == Mode.IN_PERSON else None
    return Slot(moment(start), moment(start + wish.minutes * 60), offer.counsellor, place)


def _own(offer: Offer, taken: Mapping[int, Taken]) -> list[Span]:
    return taken[offer.counsellor.person_id].spans(offer.buffer)


def _load(offer: Offer, taken: Mapping[int, Taken]) -> tuple[int, int]:
    """Sorts those with the fewest meetings first."""
    return (len(taken[offer.counsellor.person_id].meetings), offer.counsellor.pk)


def availability(wish: Wish, *, now: datetime, first: date | None = None, last: date | None = None) -> CommonTimes:
    """Return what is free for the wish at `now` (aware) from `first` to `last` (days in Norway), default the horizon.

    As many queries as `offers` and one, however many counsellors and weeks.
    """
    first = first or timezone.localdate(now)
    last = last or timezone.localdate(now) + timedelta(weeks=wish.rules.horizon_weeks)
    found = offers(wish, first, last, now=now)
    return CommonTimes(wish, found, _taken(wish, found, first, last, now), first, last)


def _taken(wish: Wish, found: Iterable[Offer], first: date, last: date, now: datetime) -> Mapping[int, Taken]:
    """Return what is taken a day to each side too: a stretch, a meeting and its buffer may cross midnight."""
    zone = timezone.get_default_timezone()
    day = timedelta(days=1)
    start = datetime.combine(first - day, datetime.min.time(), zone)
    end = datetime.combine(last + 2 * day, datetime.min.time(), zone)
    people = wish.people | {offer.counsellor.person_id for offer in found}
    return taken(people, start, end, now=now, moves=wish.moves.public_id if wish.moves else None)


@dataclass(frozen=True)
class Candidate:
    """A counsellor who offers a wish's time, whether free or not."""

    offer: Offer
    stretch: Stretch


def offered_at(wish: Wish, starts_at: datetime, *, now: datetime) -> list[Candidate]:
    """Return who offers that the wish begins at `starts_at` (aware), by what is published. As many queries as `offers`.

    Any step of a stretch will do: how a page cuts the stretch changes with each booking.
    """
    day, start = timezone.localdate(starts_at), seconds(starts_at)
    end = start + wish.minutes * 60
    return [
        Candidate(offer, stretch)
        for offer in offers(wish, day, day, now=now)
        for stretch in offer.between(day, day)
        if stretch.start <= start and end <= stretch.end and is_on_step(stretch.start, start)
        if offer.not_before - GRACE <= start <= offer.not_after
    ]


def slot_at(wish: Wish, starts_at: datetime, candidates: Sequence[Candidate], *, now: datetime) -> Slot | None:
    """Return the slot at `starts_at` (aware) with the candidate who is free and has least to do, None when nobody is.

    One query. Decide on it only while everybody is locked.
    """
    day = timezone.localdate(starts_at)
    busy = _taken(wish, [each.offer for each in candidates], day, day, now)
    span = (seconds(starts_at), seconds(starts_at) + wish.minutes * 60)
    if not is_free(span, together(busy, wish.people)):
        return None
    for each in sorted(candidates, key=lambda each: _load(each.offer, busy)):
        if is_free(span, merged(_own(each.offer, busy))):
            return _slot(wish, each.offer, each.stretch, span[0])
    return None


def monday_of(day: date) -> date:
    """Return the Monday of the week `day` is in."""
    return day - timedelta(days=day.weekday())
