from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _grant(using: str, **kwargs: Any) -> None:
    from common.roles import grant_privileges

    grant_privileges(connections[using])


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "Common"

    def ready(self) -> None:
        from common.sms import checks  # noqa: F401 - registers them

        # Once per migrate is enough: the signal of this app, which stands last among the installed rooms.
        post_migrate.connect(_grant, sender=self, dispatch_uid="common.grant_privileges")
