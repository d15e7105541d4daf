"""How often a calendar address may be fetched. Counted in the cache, for an hour."""

from datetime import timedelta

from django.core.cache import cache

from appointments.models import CalendarFeed

WINDOW = timedelta(hours=1)
#: Several programs and phones of one person, each every few minutes.
FETCHES = 120


class TooMany(Exception):
    """Fetched too often within the window."""


def check_feed(feed: CalendarFeed) -> None:
    """Count one more fetch of this address; raise TooMany when there were too many in the last hour."""
    key = f"appointments:feed:{feed.pk}"
    cache.add(key, 0, timeout=int(WINDOW.total_seconds()))
    try:
        fetched = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        fetched = 1
    if fetched > FETCHES:
        raise TooMany
