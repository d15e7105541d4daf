"""Logs without personal data: where it went wrong and what kind of error it was, never what somebody had written."""

import logging
import re
import traceback
from typing import Any

#: Django names the address of every request that went wrong, and some addresses are secrets: links of mails.
#: Public ids are as long and no secret.
_LONG = re.compile(r"[\w.:-]{32,}")
_PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PrivateFormatter(logging.Formatter):
    """Formats an exception as its frames and class, without its message: a database error quotes the row.

    Secrets of links are left out of messages.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is the standard library's
        record.message = _LONG.sub(lambda part: part[0] if _PUBLIC_ID.fullmatch(part[0]) else "…", record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the standard library's
        kind, _, trace = ei
        frames = "".join(traceback.format_tb(trace))
        return f"Traceback (most recent call last):\n{frames}{kind.__module__}.{kind.__qualname__}"


def logging_config(*, whole_errors: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: records on standard error, and no mail with local variables to anybody.

    `whole_errors` keeps the messages of exceptions: only where all people are invented.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "logging.Formatter" if whole_errors else "config.logs.PrivateFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.db.backends": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
