from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "journeys"

    def ready(self) -> None:
        from accounts import participation
        from journeys.participants import CASES

        participation.register(CASES)
