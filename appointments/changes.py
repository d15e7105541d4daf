"""What changed about an appointment, put into words for one reader."""

from django.utils.translation import gettext as _

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
        lines.append(_counsellor_line(appointment, reader))
    if before.nav_counsellor != appointment.nav_counsellor_id and reader != Reader.NEUTRAL:
        lines.append(_nav_line(appointment))
    return lines


def _time_line(before: Snapshot, appointment: Entry) -> str:
    new = dates.format_long_datetime(appointment.starts_at)
    return _("New time: %(new)s (it was %(old)s)") % {"new": new, "old": dates.format_long_datetime(before.starts_at)}


def _counsellor_line(appointment: Entry, reader: Reader) -> str:
    if reader == Reader.NEUTRAL:
        return _("Somebody else meets you")
    return _("New career counsellor: %(name)s") % {"name": appointment.career_counsellor.person.name}


def _nav_line(appointment: Entry) -> str:
    if appointment.nav_counsellor is None:
        return _("Nav does not take part any more")
    return _("New Nav counsellor: %(name)s") % {"name": appointment.nav_counsellor.person.name}
