"""The forms of this room: they read and check; the actions write."""

from referrals.forms.information import InformationForm
from referrals.forms.referral import AgreedInformationForm, RegistrationForm
from referrals.forms.start import ConfirmForm, OwnTopicForm, StartForm

__all__ = [
    "AgreedInformationForm",
    "ConfirmForm",
    "InformationForm",
    "OwnTopicForm",
    "RegistrationForm",
    "StartForm",
]
