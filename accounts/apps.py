from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_reset

        from accounts import admin, checks, notifications  # noqa: F401 - they register themselves
        from accounts.actions.people import address_proved

        notifications.register()
        password_reset.connect(address_proved)
