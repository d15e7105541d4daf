"""Settings of the tests: as in the demo but nothing leaves the process, and a page with an undefined variable fails."""

import warnings

# The tests' own choice first, then everything the system sets; what differs stands below.
from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as _MIDDLEWARE

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "common.sms.console.Memory"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Static files come straight from their folders: no collectstatic before the first test.
MIDDLEWARE = [name for name in _MIDDLEWARE if not name.startswith("whitenoise.")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CRISPY_FAIL_SILENTLY = False
# Asking for the name of a closed database at interpreter exit is Django's business.
warnings.filterwarnings("default", category=ResourceWarning)
