"""The web process. It refuses to serve as a database role that row-level security does not hold."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DB_ROLE", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from config.serving import refuse_unless_safe  # noqa: E402 - only after Django is set up

refuse_unless_safe()
