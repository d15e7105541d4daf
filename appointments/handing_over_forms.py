"""To which colleague something is handed over."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from common.forms import AppForm, form_helper

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HAND_OVER = _("Hand over")


class ColleagueForm(AppForm):
    """One of the colleagues given, in their order, by office where there are several."""

    to = forms.ChoiceField(label=_("Colleague"))

    def __init__(
        self,
        *args: Any,
        colleagues: Iterable[Membership],
        submit: "StrOrPromise" = HAND_OVER,
        cancel_url: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.public_id): each for each in colleagues}
        self.fields["to"].choices = [("", _("Choose a colleague")), *self._choices()]  # type: ignore[attr-defined]
        self.helper = form_helper(submit=submit, cancel_url=cancel_url)

    def _choices(self) -> list[Any]:
        offices: dict[str, list[tuple[str, str]]] = {}
        for key, each in self.colleagues.items():
            offices.setdefault(each.office.name, []).append((key, each.person.name))
        return list(offices.items()) if len(offices) > 1 else [each for names in offices.values() for each in names]

    def clean_to(self) -> Membership:
        return self.colleagues[self.cleaned_data["to"]]
