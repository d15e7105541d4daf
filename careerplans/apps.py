from django.apps import AppConfig


class CareerplansConfig(AppConfig):
    name = "careerplans"

    def ready(self) -> None:
        from careerplans import notifications

        notifications.register()
