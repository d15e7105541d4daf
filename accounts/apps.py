from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import admin, checks, notifications  # noqa: F401 - they register themselves

        notifications.register()
