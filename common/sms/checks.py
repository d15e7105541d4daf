"""What must be right about text messages before anything starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from common import sms


@register()
def gateway_can_be_made(**_options: Any) -> list[CheckMessage]:
    """Report a gateway that is not there or lacks what it needs, and one that shows real people's messages."""
    if not sms.is_on():
        return []
    try:
        sms.gateway()
    except (ImportError, ImproperlyConfigured) as error:
        return [Error(str(error), hint="See SMS_BACKEND in README.md.", id="common.E001")]
    if settings.SMS_BACKEND == "console" and not (settings.DEBUG or settings.DEMO):
        return [Error("SMS_BACKEND=console would show people's numbers and messages.", id="common.E002")]
    return []
