"""Why a calendar gave nothing: the values of `appointments.enums.FetchError`, without Django."""

from typing import Final

ADDRESS: Final = "address"
UNREACHABLE: Final = "unreachable"
REFUSED: Final = "refused"
TOO_LARGE: Final = "too_large"
NOT_A_CALENDAR: Final = "not_a_calendar"


class Unreadable(Exception):
    """The calendar cannot be read; `code` is one of the above. Says nothing of the address or of what is there."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
