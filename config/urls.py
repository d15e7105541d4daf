"""Every address of the system, room by room."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("sprak/", login_not_required(require_POST(set_language)), name="set_language"),
    path("health/", include("config.health")),
    path("konto/", include("accounts.urls_signin")),
    path("konto/", include("accounts.urls")),
    path("demo/", include("accounts.demo.urls")),
    path("planer/", include("careerplans.urls")),
    path("", include("referrals.urls")),
    path("samtaler/", include("conversations.urls")),
    path("avtaler/", include("appointments.urls")),
    path("", include("workspace.urls")),
    path("admin/", admin.site.urls),
]
