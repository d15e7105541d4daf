"""Sign-in and passwords: the views of allauth that have a meaning here, at Norwegian addresses.

The names are its own: it looks them up. There is no sign-up: people come in by invitation.
"""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("logg-inn/", views.login, name="account_login"),
    path("logg-ut/", views.logout, name="account_logout"),
    path("stengt/", views.account_inactive, name="account_inactive"),
    path("bekreft/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^bekreft/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("passord/", views.password_change, name="account_change_password"),
    path("passord/velg/", views.password_set, name="account_set_password"),
    path("passord/glemt/", views.password_reset, name="account_reset_password"),
    path("passord/glemt/sendt/", views.password_reset_done, name="account_reset_password_done"),
    path("passord/nytt/ferdig/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^passord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
