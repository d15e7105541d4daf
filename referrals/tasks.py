"""The worker's part: forgetting starts that nobody confirmed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from referrals.actions import forget_expired_starts


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="referrals.forget_expired_starts")
def forget_expired_starts_each_night(timestamp: int) -> None:
    """Delete starts from the counties' pages whose time is over, with the personal data in them."""
    forget_expired_starts(now=timezone.now())
