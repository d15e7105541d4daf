"""The messages of this room. None holds case content; links are made when they are sent."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import outbox
from common.models import OutboxMessage
from journeys.models import Journey
from referrals.models import AgreedInformation, InformationGiven, PendingStart
from referrals.tokens import link_of

START_LINK = "referrals.start_link"
COUNTY_PAGE = "referrals.county_page"
AGREED_CHANGED = "referrals.agreed_information_changed"


def start_link(pending: PendingStart) -> None:
    """To whoever wrote the address on the county's page. Void when the link is used or too old before it is sent."""
    outbox.enqueue(
        kind=START_LINK,
        reference=str(pending.public_id),
        address=pending.email,
        recipient=None,
        language=pending.language,
        payload={"start": str(pending.public_id)},
    )


def county_page(information: InformationGiven, *, email: str, language: str) -> None:
    """The county's page, to an address a Nav counsellor was given; the record it follows from does not hold it."""
    office = information.membership.office
    outbox.enqueue(
        kind=COUNTY_PAGE,
        reference=str(information.public_id),
        address=email,
        recipient=None,
        language=language,
        payload={"county": office.county.code},
        office=office.public_id,
    )


def agreed_information_changed(agreed: AgreedInformation) -> None:
    """To the participant, when Nav changed what it tells the career centre."""
    journey, person = agreed.journey, agreed.participant
    nav = journey.nav_counsellor
    outbox.enqueue(
        kind=AGREED_CHANGED,
        reference=f"{agreed.public_id}:{agreed.changed_at.timestamp()}",
        address=person.email,
        recipient=person,
        language=person.language,
        payload={"journey": str(journey.public_id)},
        office=nav.office.public_id if nav else None,
        booked_by=agreed.changed_by,
    )


def render_start_link(message: OutboxMessage) -> outbox.Rendered | None:
    """The link; None when our secret has changed and it would not work."""
    pending = _pending(message)
    url = link_of(pending) if pending else ""
    if pending is None or not url:
        return None
    with translation.override(message.language):
        context = {"name": pending.name.split(" ", 1)[0], "county": pending.county.name, "url": url}
        return _rendered("start_link", _("Confirm that you want career guidance"), context)


def render_county_page(message: OutboxMessage) -> outbox.Rendered:
    path = reverse("referrals:start", args=[message.payload["county"]])
    with translation.override(message.language):
        return _rendered("county_page", _("How to begin with career guidance"), {"url": _absolute(path)})


def render_agreed_information_changed(message: OutboxMessage) -> outbox.Rendered | None:
    """A call to read it, without the text; neutral where the participant wants that. None when the person is gone."""
    person = message.recipient
    if person is None:
        return None
    path = reverse("workspace:journey", args=[message.payload["journey"]])
    with translation.override(message.language):
        subject = (
            _("Your appointment") if person.neutral_wording else _("Nav has changed what it tells the career centre")
        )
        context = {"person": person, "neutral": person.neutral_wording, "url": _absolute(path)}
        return _rendered("agreed_information_changed", subject, context)


def is_start_open(message: OutboxMessage) -> bool:
    """Whether the link still works."""
    pending = _pending(message)
    return pending is not None and pending.completed_at is None and pending.expires_at > timezone.now()


def is_journey_open(message: OutboxMessage) -> bool:
    return Journey.objects.filter(public_id=message.payload["journey"], closed_at=None).exists()


def register() -> None:
    """Tell the outbox how these messages are written; called when the app is ready."""
    outbox.register(START_LINK, render=render_start_link, is_valid=is_start_open, label=gettext_lazy("Link to begin"))
    outbox.register(COUNTY_PAGE, render=render_county_page, label=gettext_lazy("Link to the county's page"))
    outbox.register(
        AGREED_CHANGED,
        render=render_agreed_information_changed,
        is_valid=is_journey_open,
        label=gettext_lazy("Changed information to the career centre"),
    )


def _pending(message: OutboxMessage) -> PendingStart | None:
    rows = PendingStart.objects.select_related("county")
    return rows.filter(public_id=message.payload["start"]).first()


def _rendered(template: str, subject: str, context: dict[str, Any]) -> outbox.Rendered:
    return outbox.Rendered(subject, render_to_string(f"referrals/mail/{template}.txt", context))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
