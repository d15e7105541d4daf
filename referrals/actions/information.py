"""Nav's record of having told about career guidance, where participants begin on their own (trondelag-model)."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from common.audit import audit
from referrals import notifications
from referrals.models import InformationGiven
from referrals.permissions import member


@transaction.atomic
def record_information(*, how: str, given_on: datetime.date, email: str, language: str, by: Actor) -> InformationGiven:
    """Record how and when, naming nobody; `email` (may be empty) gets the link to the county's page, and is not kept.

    Leaves one audit row. `language` is the one the mail is written in.
    """
    nav = member(by)
    information = InformationGiven.objects.create(
        membership=nav, how=how, given_on=given_on, registered_at=timezone.now()
    )
    audit("information_given", by=by, office=nav.office.public_id, subject=information.public_id)
    if email:
        notifications.county_page(information, email=email, language=language)
    return information
