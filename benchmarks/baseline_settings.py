"""What the least page with a signed-in user needs, and nothing else: the measure of all others."""

from benchmarks.settings import *  # noqa: F403

MIDDLEWARE = [
    "benchmarks.counting.CountQueries",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES[0]["OPTIONS"]["context_processors"] = []  # noqa: F405
