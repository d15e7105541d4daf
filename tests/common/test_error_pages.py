"""When something goes wrong people meet our page, in their language, and not the framework's."""

import re

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults
from django.views.csrf import csrf_failure

SECRET = "hemmelig detalj"


@pytest.mark.parametrize(("language", "heading"), [("nb", "Noe gikk galt hos oss"), ("nn", "Noko gjekk gale hos oss")])
def test_our_own_mistake(language: str, heading: str) -> None:
    with translation.override(language):
        response = defaults.server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert f"<h1>{heading}</h1>" in html
    assert f'<html lang="{language}"' in html


def test_a_request_that_makes_no_sense() -> None:
    response = defaults.bad_request(RequestFactory().get("/"), ValueError(SECRET))
    html = response.content.decode()
    assert response.status_code == 400
    assert "Vi forstod ikke dette" in html
    assert SECRET not in html


def test_a_form_that_was_open_too_long() -> None:
    response = csrf_failure(RequestFactory().post("/"), reason=SECRET)
    html = response.content.decode()
    assert response.status_code == 403
    assert "Ingenting er lagret" in html
    assert SECRET not in html


@pytest.mark.django_db
def test_the_sign_in_page_says_what_is_wrong(client: Client) -> None:
    html = client.post("/konto/logg-inn/", {"login": "", "password": ""}).content.decode()
    assert "<h1>Logg inn</h1>" in html
    assert 'href="#id_login">Fyll ut «E-post»</a>' in html
    assert "placeholder" not in html
    wrong = client.post("/konto/logg-inn/", {"login": "ingen@example.no", "password": "feil passord"})
    assert "<li>E-postadressen eller passordet er feil. Prøv en gang til.</li>" in wrong.content.decode()


@pytest.mark.django_db
def test_pages_carry_nothing_inline(client: Client) -> None:
    html = client.get("/konto/logg-inn/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.django_db
def test_the_sign_in_page_in_nynorsk(client: Client) -> None:
    client.cookies["django_language"] = "nn"
    html = client.get("/konto/logg-inn/").content.decode()
    assert '<html lang="nn"' in html
    assert "Har du gløymt passordet?" in html
