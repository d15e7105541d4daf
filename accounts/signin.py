"""The end of every sign-in: the session's capacity, and the language the person reads best."""

from django.conf import settings
from django.contrib.auth import get_backends, login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts import acting
from accounts.actors import Actor
from accounts.models import Person


def remember_language(response: HttpResponse, language: str) -> None:
    """Let the browser ask for pages in this language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def sign_in(request: HttpRequest, person: Person, actor: Actor | None = None, *, to: str = "/") -> HttpResponse:
    """Sign in a person whose right to it the caller has proved, acting as `actor` or the default; redirect to `to`.

    Ends the previous session, so that nothing of it is carried over to another person.
    """
    request.session.flush()
    login(request, person, backend=_backend())
    acting.take(request, actor or acting.default(person))
    response = HttpResponseRedirect(to)
    remember_language(response, person.language)
    return response


def _backend() -> str:
    backend = get_backends()[0]
    return f"{type(backend).__module__}.{type(backend).__qualname__}"
