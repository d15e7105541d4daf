"""What an appointment was like, to tell afterwards what changed; ids only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appointments.models import Appointment, GroupSession


@dataclass(frozen=True)
class Snapshot:
    """When (aware), how, where and with whom it was: memberships and office by primary key."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    place: int | None
    career_counsellor: int
    nav_counsellor: int | None

    def as_data(self) -> dict[str, Any]:
        """Return it as a message's payload can carry it."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "mode": self.mode,
            "place": self.place,
            "career_counsellor": self.career_counsellor,
            "nav_counsellor": self.nav_counsellor,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Snapshot":
        times = {key: datetime.fromisoformat(data[key]) for key in ("starts_at", "ends_at")}
        return cls(**{**data, **times})


def snapshot(appointment: Appointment | GroupSession) -> Snapshot:
    """Return what the appointment, or the session of a group, is like now."""
    return Snapshot(
        appointment.starts_at,
        appointment.ends_at,
        str(appointment.mode),
        appointment.place_id,
        appointment.career_counsellor_id,
        appointment.nav_counsellor_id,
    )


def facts(appointment: Appointment) -> dict[str, Any]:
    """Return what an event of the journey says of it: ids and codes."""
    said: dict[str, Any] = {
        "appointment": str(appointment.public_id),
        "meeting_kind": appointment.kind,
        "mode": str(appointment.mode),
        "nav_present": appointment.nav_counsellor_id is not None,
    }
    return said | ({"nav": appointment.nav_counsellor_id} if appointment.nav_counsellor_id else {})
