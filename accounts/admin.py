"""What superusers may tend by hand: counties, offices, memberships and accounts. No cases, nothing sensitive."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.models import County, Membership, Office, Person


@admin.register(County)
class CountyAdmin(admin.ModelAdmin):
    """The counties taking part."""

    list_display = ("name", "code", "number")


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    """Offices of both organisations."""

    list_display = ("name", "kind", "county", "number", "is_active")
    list_filter = ("county", "kind", "is_active")
    search_fields = ("name", "number")
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Roles at offices. Ended by a date, never deleted."""

    list_display = ("person", "role", "office", "valid_from", "valid_until")
    list_filter = ("role", "office__county")
    list_select_related = ("person", "office")
    raw_id_fields = ("person", "office")
    search_fields = ("person__name", "person__email", "office__name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """Accounts: who may sign in, and whether as superuser. Not what is known of a participant."""

    list_display = ("name", "email", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "is_superuser", "last_login", "joined_at")
    readonly_fields = ("last_login", "joined_at")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """A new account has no password: the person asks for one on the sign-in page."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
