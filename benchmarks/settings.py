"""The production settings, served plainly on loopback, counting the queries of a request that asks."""

from config.settings import *  # noqa: F403

TEMPLATES[0]["DIRS"].append(ROOT / "benchmarks" / "templates")  # noqa: F405
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
MIDDLEWARE = ["benchmarks.counting.CountQueries", *MIDDLEWARE]  # noqa: F405
LOGGING = {"version": 1, "disable_existing_loggers": True}
