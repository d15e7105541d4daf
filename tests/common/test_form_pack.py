"""The crispy-forms template pack: labels, help, errors and buttons as the design system and WCAG want them."""

import re
from typing import Any

import pytest
from crispy_forms.layout import Column, Div, Field, Row
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.forms import formset_factory
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from common.forms import AppForm, ChoiceRadio, NorwegianDateField, Section, form_helper


@pytest.fixture(autouse=True)
def _bokmal() -> Any:
    with translation.override("nb"):
        yield


class PlanForm(AppForm):
    submit_label = "Lagre planen"

    name = forms.CharField(label="Navn", help_text="Fornavn og etternavn")
    secret = forms.CharField(label="Passord", widget=forms.PasswordInput, required=False)
    story = forms.CharField(label="Historie", widget=forms.Textarea(attrs={"rows": 4, "class": "wide"}))
    trade = forms.ChoiceField(label="Fag", choices=[("", "Velg"), ("1", "Helsefag")])
    how = forms.ChoiceField(
        label="Hvordan?",
        choices=[("phone", "Telefon"), ("room", "Oppmøte")],
        widget=ChoiceRadio(choice_help={"phone": "Vi ringer"}),
    )
    who = forms.MultipleChoiceField(
        label="Hvem?",
        choices=[("a", "Deltaker"), ("b", "Nav")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Alle som var med",
    )
    read = forms.BooleanField(label="Lest")
    born = NorwegianDateField(label="Født", required=False)
    email = forms.EmailField(label="E-post")
    version = forms.CharField(widget=forms.HiddenInput, initial="7")


def render(source: str, form: Any, **context: Any) -> str:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    tags = "{% load crispy_forms_tags ui %}"
    return Template(tags + source).render(Context({"form": form, "request": request, **context}))


def element(html: str, marker: str) -> str:
    """The start tag that contains `marker`."""
    return next(tag for tag in re.findall(r"<[^>]+>", html) if marker in tag)


def test_a_whole_form() -> None:
    html = render("{% crispy form %}", PlanForm())
    assert '<form class="app-form" method="post" novalidate>' in html
    assert html.count('name="csrfmiddlewaretoken"') == 1
    assert ">Lagre planen</button>" in html
    assert "ds-error-summary" not in html
    assert " required" not in html
    assert 'name="version" value="7"' in html


def test_every_control_has_its_label_and_class() -> None:
    html = render("{% crispy form %}", PlanForm())
    for name in ("name", "secret", "story", "trade", "email", "read"):
        assert f'for="id_{name}"' in html
        assert "ds-input" in element(html, f'id="id_{name}"')
    assert 'class="ds-input wide"' in element(html, 'id="id_story"')


def test_a_textarea_has_rows_but_no_cols() -> None:
    story = element(render("{% crispy form %}", PlanForm()), 'id="id_story"')
    assert 'rows="4"' in story
    assert "cols" not in story


def test_groups_have_a_legend_and_help_for_single_choices() -> None:
    html = render("{% crispy form %}", PlanForm())
    assert re.search(r'<legend class="ds-label">Hvordan\?', html)
    assert 'aria-describedby="id_how_0_help"' in element(html, 'id="id_how_0"')
    assert "aria-describedby" not in element(html, 'id="id_how_1"')
    assert 'aria-describedby="id_who_helptext"' in html
    assert 'type="checkbox"' in element(html, 'id="id_who_1"')


def test_help_belongs_to_the_field() -> None:
    html = render("{% crispy form %}", PlanForm())
    assert 'aria-describedby="id_name_helptext"' in element(html, 'id="id_name"')
    assert 'id="id_name_helptext">Fornavn og etternavn' in html


def test_tags_say_what_must_be_filled_in() -> None:
    html = render("{% crispy form %}", PlanForm())
    assert re.search(r"Navn <span[^>]*>Må fylles ut", html)
    assert re.search(r"Passord <span[^>]*>Valgfritt", html)


def test_tags_can_be_left_out() -> None:
    form = PlanForm()
    form.helper = form_helper(tags=False)
    html = render("{% crispy form %}", form)
    assert "Må fylles ut" not in html
    assert "Valgfritt" not in html


def test_errors_stand_at_the_field_and_in_the_summary() -> None:
    html = render("{% crispy form %}", PlanForm({"version": "7"}))
    name = element(html, 'id="id_name"')
    assert 'aria-invalid="true"' in name
    assert "id_name_helptext id_name_error" in name
    assert '<div class="app-errors" id="id_name_error">' in html
    summary = html[html.index("ds-error-summary") : html.index("<form")]
    targets = re.findall(r'href="#([^"]+)">([^<]+)<', summary)
    assert ("id_name", "Fyll ut «Navn»") in targets
    assert ("id_how_0", "Velg et svar under «Hvordan?»") in targets
    assert ("id_read", "Kryss av for «Lest»") in targets
    for target, _text in targets:
        assert f'id="{target}"' in html


def test_the_date_links_to_its_first_part() -> None:
    data = {"born_0": "31", "born_1": "2", "born_2": "1996"}
    html = render("{% crispy form %}", PlanForm(data))
    assert 'href="#id_born_0"' in html
    assert 'value="31"' in element(html, 'id="id_born_0"')
    assert 'aria-describedby="id_born_error"' in element(html, 'id="id_born_2"')


def test_what_was_typed_stays() -> None:
    html = render("{% crispy form %}", PlanForm({"name": "Åse", "how": "room", "who": ["b"], "email": "x"}))
    assert 'value="Åse"' in element(html, 'id="id_name"')
    assert "checked" in element(html, 'id="id_how_1"')
    assert "checked" in element(html, 'id="id_who_1"')
    assert "checked" not in element(html, 'id="id_who_0"')
    assert "Skriv en e-postadresse med @" in html


def test_errors_of_the_whole_form_and_of_hidden_fields_are_in_the_summary() -> None:
    form = PlanForm({})
    form.add_error(None, "Noe annet er galt")
    form.add_error("version", "Utdatert")
    summary = render("{% error_summary form %}", form)
    assert "<li>Noe annet er galt</li>" in summary
    assert "<li>Utdatert</li>" in summary


def test_values_are_escaped() -> None:
    html = render("{% crispy form %}", PlanForm({"name": '"><script>', "how": '"><b>'}))
    assert "<script>" not in html
    assert "<b>" not in html


def test_sections_are_cards_with_a_legend() -> None:
    form = PlanForm()
    form.helper = form_helper(
        Section("Om deg", "name", "born", text="Kort forklart"),
        Row(Column("trade"), Column(Field("email"))),
        Div("story", css_class="app-stack", css_id="more"),
        submit="Send",
        submit_icon="paperplane",
        cancel_url="/tilbake/",
        secondary=(("draft", "Lagre utkast"),),
        action="/send/",
        form_id="plan",
    )
    html = render("{% crispy form %}", form)
    assert '<legend class="app-card__title">Om deg</legend>' in html
    assert "Kort forklart" in html
    assert 'id="plan" method="post" action="/send/"' in html
    assert 'href="/tilbake/">Avbryt</a>' in html
    assert 'name="draft" value="1">Lagre utkast</button>' in html
    assert '<div id="more" class="app-stack">' in html
    assert html.count('name="version"') == 1


def test_a_get_form_carries_no_token() -> None:
    form = PlanForm()
    form.helper = form_helper(method="get")
    assert "csrfmiddlewaretoken" not in render("{% crispy form %}", form)


def test_without_form_tag_the_page_writes_the_form() -> None:
    form = PlanForm()
    form.helper = form_helper(form_tag=False)
    html = render("{% crispy form %}", form)
    assert "<form" not in html
    assert "<button" not in html


def test_a_form_with_a_file_is_multipart() -> None:
    class FileForm(AppForm):
        paper = forms.FileField(label="Fil")

    assert 'enctype="multipart/form-data"' in render("{% crispy form %}", FileForm())


def test_the_filters_for_a_form_and_a_field() -> None:
    assert 'id="id_name"' in render("{{ form|crispy }}", PlanForm())
    assert 'for="id_name"' in render("{{ form.name|as_crispy_field }}", PlanForm())
    assert "Fyll ut «Navn»" in render("{{ form|as_crispy_errors }}", PlanForm({}))


def test_a_formset() -> None:
    class NameForm(AppForm):
        name = forms.CharField(label="Navn")

    formset = formset_factory(NameForm, extra=2)()
    html = render("{% crispy formset helper %}", None, formset=formset, helper=form_helper())
    assert 'name="form-TOTAL_FORMS"' in html
    assert 'id="id_form-1-name"' in html
    assert 'id="id_form-0-name"' in render("{{ formset|crispy }}", None, formset=formset)


def test_own_messages_are_kept() -> None:
    class OwnForm(AppForm):
        when = forms.CharField(label="Dato", error_messages={"required": "Skriv datoen for samtalen"})

    assert OwnForm({}).errors["when"] == ["Skriv datoen for samtalen"]


def test_a_choice_that_is_not_offered() -> None:
    assert PlanForm({"trade": "9"}).errors["trade"] == ["Velg et av svarene i listen"]


def test_a_field_without_label_is_named_by_its_name() -> None:
    class BareForm(AppForm):
        first_name = forms.CharField()

    assert BareForm({}).errors["first_name"] == ["Fyll ut «First name»"]
