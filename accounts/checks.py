"""The admin site is for superusers, and shows no content: checked at every start."""

from typing import Any

from django.apps import apps
from django.contrib.admin.sites import AdminSite, all_sites
from django.core.checks import CheckMessage, Error, register
from django.test import RequestFactory

from common.privacy import Privacy

#: The worst class of field that a model in the admin may have at all. What of a model is shown, its admin says.
FORBIDDEN = {Privacy.CONTENT}


@register()
def admin_is_for_superusers(**_options: Any) -> list[CheckMessage]:
    """Report every admin site that lets in staff who are no superusers, and every model with content in one."""
    return [problem for site in all_sites for problem in (*_strangers(site), *_content(site))]


def _strangers(site: AdminSite) -> list[CheckMessage]:
    from accounts.models import Person

    request = RequestFactory().get("/")
    request.user = Person(email="staff@example.test", is_staff=True, is_active=True, is_superuser=False)
    if not site.has_permission(request):
        return []
    return [Error("An admin site lets in staff who are no superusers.", obj=site, id="accounts.E001")]


def _content(site: AdminSite) -> list[CheckMessage]:
    rooms = {model for model in apps.get_models() if FORBIDDEN & set(getattr(model, "privacy", {}).values())}
    shown = sorted(model._meta.label for model in site._registry if model in rooms)  # noqa: SLF001 - Django has no other way
    return [
        Error(f"The admin site shows {label}, which holds content.", obj=site, id="accounts.E002") for label in shown
    ]
