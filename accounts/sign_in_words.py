"""What allauth says to people, repeated here so that our catalogues hold it: allauth has no nynorsk, and its bokmål is
stiff. Django looks in the project's catalogues first.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

ALLAUTH_WORDS = (
    _("Email"),
    _("Password"),
    _("Password (again)"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("You must type the same password each time."),
    _("Please type your current password."),
    _("The password reset token was invalid."),
    _("Be patient, you are sending too many requests."),
    _("This account is currently inactive."),
    _("The new value must be different from the current one."),
)

#: What Django's password validators say; its bokmål and nynorsk lack some of it.
DJANGO_WORDS = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    _("The password is too similar to the %(verbose_name)s."),
    _("This password is too common."),
    _("This password is entirely numeric."),
)
