"""Settings of a worker under test: mail goes to a folder that the test looks into."""

from config.settings.test import *  # noqa: F403

EMAIL_BACKEND = "tests.appointments.faults.mailbox.Backend"
