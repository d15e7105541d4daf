from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Appointments"

    def ready(self) -> None:
        from appointments import (
            group_notifications,
            handing_over_notifications,
            notifications,
            reactions,
            waiting_notifications,
        )

        notifications.register()
        group_notifications.register()
        waiting_notifications.register()
        handing_over_notifications.register()
        reactions.register()
