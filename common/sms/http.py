"""A gateway reached over HTTPS: one POST per message, with a bearer token.

    POST <URL>
    Authorization: Bearer <TOKEN>
    Idempotency-Key: <reference>
    {"to": "+4790000000", "from": "<SENDER>", "text": "…", "reference": "<reference>"}

2xx means it has the message. The reference is the same at every try, so that the gateway can tell a repetition.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from django.core.exceptions import ImproperlyConfigured

from common.errors import Undeliverable

TIMEOUT: Final = urllib3.Timeout(connect=5, read=15)
#: Answers that say "not now" rather than "never".
TEMPORARY: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
#: About us, not about the message: somebody mends the settings, or pays, and it goes out.
OURS: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
)


class SmsRefused(Undeliverable):
    """The gateway will not take this message."""


class SmsUnavailable(Exception):
    """The gateway cannot take messages now."""


class HttpGateway:
    """Options: `URL` (https) and `TOKEN`; `SENDER`, what the phone shows; `CA_FILE`, whose certificates are trusted."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.url, self.token, self.sender = (str(options.get(key) or "") for key in ("URL", "TOKEN", "SENDER"))
        parts = urlsplit(self.url)
        if parts.scheme != "https" or not parts.hostname:
            raise ImproperlyConfigured("SMS_URL must be the gateway's address, and begin with https://")
        if not self.token:
            raise ImproperlyConfigured("SMS_TOKEN is missing: the gateway knows us by it.")
        self._pool = urllib3.PoolManager(num_pools=1, ca_certs=options.get("CA_FILE") or None)

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Hand the message over. SmsRefused: never again; SmsUnavailable: later. Neither says what was sent to whom."""
        try:
            status = self._post({"to": to, "from": self.sender, "text": text, "reference": reference})
        except urllib3.exceptions.HTTPError as error:
            raise SmsUnavailable(type(error).__name__) from None
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        is_final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if is_final and status not in TEMPORARY | OURS:
            raise SmsRefused(status)
        raise SmsUnavailable(status)

    def _post(self, message: dict[str, str]) -> int:
        """Return the status. Redirects are not followed: the token is for this address alone."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": message["reference"]}
        response = self._pool.request(
            "POST",
            self.url,
            json=message,
            headers=headers,
            timeout=TIMEOUT,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        response.close()
        return int(response.status)
