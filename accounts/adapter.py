"""What allauth asks of us: no open sign-up, the person's language, and mail through the outbox like all other mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts import acting, notifications
from accounts.models import Person
from accounts.signin import remember_language


class AccountAdapter(DefaultAccountAdapter):
    """People come in by invitation, or by an e-mail address they have proved is theirs; never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The front page; who has neither role nor case is told what can be done about it."""
        at_home = isinstance(request.user, Person) and acting.capacities(request.user)
        return "/" if at_home else reverse("accounts:choose")

    def post_login(self, request: HttpRequest, user: Person, **details: Any) -> HttpResponse:
        """As allauth's, and the pages that follow come in the person's language."""
        response: HttpResponse = super().post_login(request, user, **details)
        remember_language(response, user.language)
        return response

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Queue the mail. Its link is made when it is sent: no key is stored.

        A participant who has never come in gets none: only the invitation asks for the birth date, and the address may
        have been mistyped. The page answers the same.
        """
        if user.has_usable_password() or user.birth_date is None:
            notifications.password_reset(user)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Queue the mail that proves an address. Its link is made when it is sent: no key is stored."""
        notifications.confirm_email(emailconfirmation.email_address)
