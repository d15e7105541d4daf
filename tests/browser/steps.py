"""What happens alike in both counties, one function per act; each page passed is accessible."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from careerplans.models import PlanShare, PlanVersion
from journeys.models import Journey
from tests.browser.visitor import Visitor, said
from tests.browser.worker import make_pdfs
from tests.conftest import owner

SUMMARY = "Du har jobbet i kantine, og du tåler tempo."


def publish_times(career: Visitor, *, modes: list[str]) -> None:
    """A whole day soon, so that no hour of today stands in the way."""
    career.open("workspace:home").go("appointments:times").passes().go("appointments:times_publish").passes()
    career.fill(day=timezone.localdate() + timedelta(days=3), start="09.00", end="15.00", modes=modes, weeks="2")
    career.press("Publish").sees("09.00").passes()


def take_a_time(visitor: Visitor) -> None:
    """The first free one: it is held, looked at and confirmed."""
    visitor.page.locator(".app-slot").first.click()
    visitor.page.wait_for_url("**/avtaler/holdt/**")
    visitor.passes().press("Confirm the appointment")
    visitor.page.wait_for_url(lambda url: "holdt" not in url)
    visitor.passes()


def saved(career: Visitor, where: str) -> None:
    """Wait until what was typed there is kept."""
    status = career.page.locator(f"{where} [data-autosave-status]").first
    expect(status).to_contain_text(said("Saved at %(time)s").split("%")[0])


def write_note(career: Visitor, case: Journey, note: str) -> None:
    """The guide, the note under its headings, and what is agreed before the meeting closes."""
    appointment = case.appointments.get()
    career.open("workspace:home").passes().go("workspace:journey", case.public_id).passes()
    career.go("conversations:meeting", appointment.public_id).passes().press("Start the note")
    first = career.page.locator("form[data-autosave] textarea").first
    expect(first).to_be_visible()
    first.fill(note)
    saved(career, "main")
    career.passes().follow("Close the meeting").passes()
    career.fill(next_meeting="later", preparation="Se på opplæringskontorene på nettet.").press("Close the meeting")
    career.at("workspace:journey", case.public_id).passes()


def add_step(career: Visitor, what: str, responsible: str) -> None:
    steps = career.page.locator("#steps")
    if not steps.locator('[name="what"]').is_visible():
        steps.locator("summary").click()
    career.fill(what=what, responsible=responsible)
    career.press("Add the step")
    expect(steps.locator("h3").filter(has_text=what)).to_be_visible()


def complete(career: Visitor) -> None:
    """Read the draft through and make it a version."""
    career.passes().follow("Read through and complete").passes().sees(SUMMARY)
    career.press("Complete version %(number)s", number=1)
    career.page.wait_for_url("**/versjon/**")
    career.passes()


def take_the_pdf(participant: Visitor, version: PlanVersion) -> None:
    """Before the worker has made it the page says so; then the phone has a real PDF."""
    participant.open("workspace:home").passes().go("careerplans:pdf", version.public_id).passes()
    assert make_pdfs() == 1
    participant.open("workspace:home").go("careerplans:version", version.public_id).passes().sees(SUMMARY)
    file = participant.download("Download as PDF")
    assert file.suggested_filename == "plan-1.pdf"
    assert file.path().read_bytes().startswith(b"%PDF-")


def nav_finds_nothing(nav: Visitor, version: PlanVersion, note: str) -> None:
    """Neither page nor PDF, and on the journey's page neither plan nor note."""
    for name in ("careerplans:version", "careerplans:pdf"):
        assert nav.status_of(name, version.public_id) == 404
    nav.passes().open("workspace:journey", version.journey.public_id)
    nav.does_not_see(SUMMARY).does_not_see(note).passes()


def share(participant: Visitor, version: PlanVersion) -> None:
    """See what Nav will see, and share it."""
    participant.open("workspace:home").go("careerplans:share", version.public_id).passes().sees(SUMMARY)
    participant.page.locator("main form button[type=submit]").first.click()
    participant.at("careerplans:version", version.public_id).passes()


def withdraw(participant: Visitor, version: PlanVersion) -> None:
    """Take the sharing back with one click."""
    participant.open("workspace:home").go("careerplans:version", version.public_id)
    participant.page.locator("#sharing form button").click()
    expect(participant.page.locator("#sharing form")).to_have_count(0)
    participant.passes()
    with owner():
        assert PlanShare.objects.get(version=version).withdrawn_at is not None
