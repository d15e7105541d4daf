from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from journeys import meeting_context
        from referrals import notifications, sections

        notifications.register()
        meeting_context.register(sections.meeting_sections)
