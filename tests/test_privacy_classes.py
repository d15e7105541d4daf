"""Every field of our models says how much harm it can do, and no page is open but by name."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from common.privacy import Privacy
from workspace.access import Who, table
from workspace.routes import addresses

OURS = [model for app in settings.ROOMS for model in apps.get_app_config(app).get_models()]
#: Row-level security guards these tables because they hold what was said or agreed.
CONTENT_TABLES = {
    "referrals.AgreedInformation",
    "conversations.Note",
    "conversations.NoteSection",
    "careerplans.CareerPlan",
    "careerplans.PlanStep",
    "careerplans.PlanQuestion",
    "careerplans.PlanVersion",
    "careerplans.PlanFile",
}


def fields_of(model: type[Model]) -> set[str]:
    """The names of what the table holds, its many-to-many relations with it."""
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_a_class_and_every_class_a_field(model: type[Model]):
    privacy = getattr(model, "privacy", {})
    assert set(privacy) == fields_of(model)
    assert set(privacy.values()) <= set(Privacy)


def test_what_row_level_security_guards_is_content():
    with_content = {model._meta.label for model in OURS if Privacy.CONTENT in getattr(model, "privacy", {}).values()}
    assert with_content >= CONTENT_TABLES


def test_no_admin_page_shows_content_or_what_is_sensitive():
    from django.contrib import admin

    for model in admin.site._registry:
        classes = set(getattr(model, "privacy", {}).values())
        if model._meta.label != "accounts.Person":
            assert not classes & {Privacy.CONTENT, Privacy.SENSITIVE}, model._meta.label
    person = admin.site._registry[apps.get_model("accounts.Person")]
    shown = {*person.list_display, *person.fields, *person.search_fields}
    hidden = (Privacy.CONTENT, Privacy.SENSITIVE)
    assert not {name for name, privacy in person.model.privacy.items() if privacy in hidden} & shown


def test_no_view_answers_who_is_signed_out_but_those_the_table_names():
    open_views = {each.name for each in addresses() if not getattr(each.callback, "login_required", True)}
    assert open_views == {row.name for row in table() if row.public or Who.SIGNED_OUT in row.may}
