"""allauth's forms in our words: errors that name the field, no placeholders that repeat the label."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

from common.forms import use_plain_words


class _PlainWords(forms.BaseForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        use_plain_words(self)


class LoginForm(_PlainWords, allauth_forms.LoginForm):
    """E-mail address and password."""


class ResetPasswordForm(_PlainWords, allauth_forms.ResetPasswordForm):
    """The address that the link is sent to."""


class ResetPasswordKeyForm(_PlainWords, allauth_forms.ResetPasswordKeyForm):
    """A new password, from the link."""


class ChangePasswordForm(_PlainWords, allauth_forms.ChangePasswordForm):
    """The old password and a new one."""


class SetPasswordForm(_PlainWords, allauth_forms.SetPasswordForm):
    """The first password of an account."""
