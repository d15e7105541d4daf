"""What people were told, to be compared with what stands in the end."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from math import inf
from uuid import UUID

from appointments.enums import Status
from appointments.models import Appointment

CANCELLED = "cancelled"


@dataclass(frozen=True)
class Act:
    """Somebody wanted an appointment to be at a time, or cancelled, and was told it is so; or was told nothing.

    `asked` and `answered` are seconds; a connection that was cut answers never.
    """

    wanted: datetime | str
    asked: float
    answered: float = inf

    @property
    def is_acknowledged(self) -> bool:
        return self.answered < inf


class Ledger:
    """The acts on each appointment. Several threads write in it."""

    def __init__(self) -> None:
        self._acts: defaultdict[UUID, list[Act]] = defaultdict(list)

    def note(self, appointment: UUID, act: Act) -> None:
        self._acts[appointment].append(act)

    @property
    def acknowledged(self) -> int:
        """How many appointments somebody was told are booked."""
        return sum(any(act.is_acknowledged for act in acts) for acts in self._acts.values())

    def broken(self) -> list[str]:
        """Return what was acknowledged and is not so, though nobody may have changed it since."""
        stand = {row.public_id: _as_it_is(row) for row in Appointment.objects.filter(public_id__in=self._acts)}
        return [
            f"{key}: {acts} but it is {stand.get(key)}"
            for key, acts in self._acts.items()
            if any(act.is_acknowledged for act in acts) and stand.get(key) not in possible(acts)
        ]


def _as_it_is(row: Appointment) -> datetime | str:
    return row.starts_at if row.status == Status.BOOKED else str(row.status)


def possible(acts: list[Act]) -> set[datetime | str]:
    """Return how an appointment may be after these acts, each of which happened between being asked and answered.

    An act is overwritten when another one, acknowledged, was asked after it was answered.
    """
    return {
        act.wanted for act in acts if not any(later.is_acknowledged and later.asked > act.answered for later in acts)
    }
