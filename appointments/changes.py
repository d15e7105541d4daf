"""What changed about an appointment, put into words for one reader."""

from django.utils.translation import gettext as _

from accounts.models import Membership
from appointments.calendar import Entry, Reader, place_text
from appointments.snapshots import Snapshot
from common import dates


def changes(before: Snapshot, appointment: Entry, reader: Reader) -> list[str]:
    """Return one line for each thing that is different now. Neutral wording names no person."""
    lines = []
    if (before.starts_at, before.ends_at) != (appointment.starts_at, appointment.ends_at):
        lines.append(_time_line(before, appointment))
    if (before.mode, before.place) != (str(appointment.mode), appointment.place_id):
        lines.append(_("New place: %(where)s") % {"where": place_text(appointment, reader)})
    if before.career_counsellor != appointment.career_counsellor_id:
        lines.append(_counsellor_line(before, appointment, reader))
    if before.nav_counsellor != appointment.nav_counsellor_id and reader != Reader.NEUTRAL:
        lines.append(_nav_line(before, appointment))
    return lines


def _time_line(before: Snapshot, appointment: Entry) -> str:
    new = dates.format_long_datetime(appointment.starts_at)
    return _("New time: %(new)s (it was %(old)s)") % {"new": new, "old": dates.format_long_datetime(before.starts_at)}


def _counsellor_line(before: Snapshot, appointment: Entry, reader: Reader) -> str:
    """Of this meeting alone: who follows the participant may be the same as before."""
    if reader == Reader.NEUTRAL:
        return _("Somebody else meets you")
    said = {"name": appointment.career_counsellor.person.name, "before": _name_of(before.career_counsellor)}
    return _("%(name)s holds this meeting instead of %(before)s") % said


def _nav_line(before: Snapshot, appointment: Entry) -> str:
    if appointment.nav_counsellor is None:
        return _("Nav does not take part any more")
    name = appointment.nav_counsellor.person.name
    if before.nav_counsellor is None:
        return _("%(name)s from Nav takes part in this meeting") % {"name": name}
    said = {"name": name, "before": _name_of(before.nav_counsellor)}
    return _("%(name)s from Nav takes part in this meeting instead of %(before)s") % said


def _name_of(membership: int) -> str:
    return Membership.objects.select_related("person").get(pk=membership).person.name
