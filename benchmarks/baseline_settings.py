"""What the least page with a signed-in user needs, and nothing else: the measure of all others."""

from benchmarks.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.baseline"
MIDDLEWARE = [
    "benchmarks.counting.CountQueries",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # does nothing here; allauth does not start without it
]
TEMPLATES[0]["OPTIONS"]["context_processors"] = []  # noqa: F405
