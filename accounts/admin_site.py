"""The one admin site: for superusers alone, and only for what `accounts.admin` puts there."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SuperuserSite(AdminSite):
    """Django's admin without its own sign-in page: everybody signs in by the one door that counts attempts."""

    site_header = site_title = _("Trepart: administration")
    index_title = _("Counties, offices and people")

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send strangers to the sign-in page, and those signed in without the right to the front page."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("admin:index") if self.has_permission(request) else "/")
        return HttpResponseRedirect(f"{reverse('account_login')}?next={reverse('admin:index')}")


class AdminConfig(SimpleAdminConfig):
    """In INSTALLED_APPS instead of django.contrib.admin: no model comes in but through `accounts.admin`."""

    default_site = "accounts.admin_site.SuperuserSite"
