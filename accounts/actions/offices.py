"""The county's offices. A closed office stays, because journeys and readings name it."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import County, Invitation, Office
from common.audit import audit
from common.errors import AlreadyDone


@transaction.atomic
def add_office(*, county: County, fields: Mapping[str, Any], by: Actor) -> Office:
    """Add an office to the county. AlreadyDone when somebody has just added one of that name and kind, or number."""
    office = Office(county=county, **fields)
    _save(office)
    audit("office_added", by=by, office=office.public_id, subject=office.public_id)
    return office


@transaction.atomic
def change_office(*, office: Office, fields: Mapping[str, Any], by: Actor) -> None:
    """Save new facts about an office. AlreadyDone when another one has just taken the name or number."""
    for name, value in fields.items():
        setattr(office, name, value)
    _save(office)
    audit("office_changed", by=by, office=office.public_id, subject=office.public_id, data={"fields": sorted(fields)})


@transaction.atomic
def close_office(*, office: Office, by: Actor) -> None:
    """Take an office out of use: nobody is invited to it any more, and open invitations to it stop working.

    Those who are there keep their memberships. AlreadyDone when it is out of use.
    """
    _switch(office, to=False)
    waiting = Invitation.objects.open().filter(office=office)
    waiting.update(revoked_at=timezone.now())
    audit("office_closed", by=by, office=office.public_id, subject=office.public_id)


@transaction.atomic
def reopen_office(*, office: Office, by: Actor) -> None:
    """Put an office back into use. AlreadyDone when it is."""
    _switch(office, to=True)
    audit("office_reopened", by=by, office=office.public_id, subject=office.public_id)


def _switch(office: Office, *, to: bool) -> None:
    if not Office.objects.filter(pk=office.pk, is_active=not to).update(is_active=to):
        raise AlreadyDone


def _save(office: Office) -> None:
    try:
        with transaction.atomic():
            office.save()
    except IntegrityError as error:
        raise AlreadyDone from error
