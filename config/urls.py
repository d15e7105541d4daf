"""Every address of the system, room by room."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", include("config.health")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
