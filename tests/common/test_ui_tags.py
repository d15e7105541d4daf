"""Tags of every page: breadcrumbs, pagination, one-button forms, the tokens of a form."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Engine, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation


@pytest.fixture(autouse=True)
def _bokmal() -> Any:
    with translation.override("nb"):
        yield


def render(source: str, path: str = "/", actor: Any = None, **context: Any) -> str:
    request = RequestFactory().get(path)
    request.actor, request.session = actor, {}
    page = RequestContext(request) if actor is None else Context({"request": request})
    page.update(context)
    return Template("{% load ui %}" + source).render(page)


def test_breadcrumbs_end_with_the_page_itself() -> None:
    html = render('{% breadcrumbs "Deltakere" "/deltakere/" "Dag" "/deltakere/1/" "Plan" %}')
    assert '<a class="ds-link" href="/deltakere/">Deltakere</a>' in html
    assert '<a class="ds-link" href="/deltakere/1/">Dag</a>' in html
    assert '<span aria-current="page">Plan</span>' in html


def test_breadcrumbs_without_address_are_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        render('{% breadcrumbs "Deltakere" "Plan" %}')


def test_pagination_keeps_the_filters() -> None:
    page = Paginator(range(300), 25).get_page(6)
    html = render("{% pagination page %}", "/deltakere/?steg=booking&page=6", page=page)
    assert 'href="?steg=booking&amp;page=5"' in html
    assert 'rel="next" href="?steg=booking&amp;page=7"' in html
    assert html.count("aria-current") == 1
    assert html.count("app-pagination__gap") == 2


def test_one_page_has_no_pagination() -> None:
    page = Paginator(range(3), 25).get_page(1)
    assert render("{% pagination page %}", page=page).strip() == ""


def test_pagination_without_a_count_offers_the_neighbours() -> None:
    page = SimpleNamespace(
        number=2, has_next=lambda: True, has_previous=lambda: True, next_page_number=3, previous_page_number=1
    )
    html = render("{% pagination page %}", page=page)
    assert 'href="?page=1"' in html
    assert 'href="?page=3"' in html


def test_a_form_carries_the_token_and_the_membership_it_was_opened_in() -> None:
    html = render("{% form_tokens %}", actor=SimpleNamespace(key="abc"))
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<input type="hidden" name="acting_as" value="abc">' in html
    assert "acting_as" not in render("{% form_tokens %}")


def test_a_button_that_posts() -> None:
    html = render('{% post_button "/del/" "Del planen" icon="paperplane" name="to" value="7" describe="med Nav" %}')
    assert '<form class="app-one-button" method="post" action="/del/">' in html
    assert 'data-variant="secondary" name="to" value="7"' in html
    assert '<span class="ds-sr-only"> med Nav</span>' in html
    assert "csrfmiddlewaretoken" in html


def test_a_dangerous_main_button() -> None:
    html = render('{% post_button "/slett/" "Slett" variant="primary" color="danger" %}')
    assert "data-variant" not in html
    assert 'data-color="danger"' in html


def test_unknown_options_are_errors() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        render('{% post_button "/x/" "X" colour="danger" %}')
    with pytest.raises(TemplateSyntaxError, match="pink"):
        render('{% tag "Utkast" "pink" %}')


def test_tags_and_avatars_are_escaped() -> None:
    assert render("{% tag text 'info' %}", text="<b>") == '<span class="ds-tag" data-color="info">&lt;b&gt;</span>'
    assert ">DD</span>" in render("{% avatar name %}", name="dag olai demostad")
    assert ">Å</span>" in render("{% avatar name %}", name="åse")


def test_a_block_can_be_repeated() -> None:
    parent = "{% load ui %}<title>{% block title %}Før{% endblock %}</title><h1>{% repeat_block 'title' %}</h1>"
    child = "{% extends 'parent' %}{% block title %} Etter & <b> {% endblock %}"
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", {"parent": parent, "child": child})],
        libraries={"ui": "common.templatetags.ui"},
    )
    html = engine.get_template("child").render(Context())
    assert html == "<title> Etter & <b> </title><h1>Etter & <b></h1>"
