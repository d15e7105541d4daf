"""Private calendar addresses, and calendars elsewhere."""

from uuid import UUID

from accounts.actors import Actor, as_participant, for_membership
from appointments.models import CalendarFeed, ExternalCalendar


def feed_of(actor: Actor) -> CalendarFeed | None:
    """Return the open calendar address of the actor in this capacity."""
    return CalendarFeed.objects.filter(person=actor.person, membership=actor.membership, revoked_at=None).first()


def feed_and_actor(key: UUID) -> tuple[CalendarFeed, Actor] | None:
    """Return the feed at this address and for whom it is; None for one that was never made or revoked, of somebody who
    may not sign in any more, or in a membership that is not in force.
    """
    feeds = CalendarFeed.objects.filter(revoked_at=None, person__is_active=True)
    feed = feeds.select_related("person", "membership").filter(key=key).first()
    if feed is None:
        return None
    member = feed.membership
    actor = for_membership(feed.person, member.public_id) if member else as_participant(feed.person)
    return (feed, actor) if actor else None


def other_calendar_of(actor: Actor) -> ExternalCalendar | None:
    """Return the calendar the person keeps elsewhere."""
    return ExternalCalendar.objects.filter(person=actor.person).first()
