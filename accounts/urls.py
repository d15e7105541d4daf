"""Addresses of this room. Those under `kontorer`, `personer` and `meldinger` are the coordinator's."""

from django.urls import path

from accounts.views import acting, cover, failed_messages, invitation, offices, people, profile

app_name = "accounts"
urlpatterns = [
    path("rolle/", acting.choose, name="choose"),
    path("rolle/bytt/", acting.act_as, name="act_as"),
    path("profil/", profile.profile, name="profile"),
    path("invitasjon/<str:token>/", invitation.invitation, name="invitation"),
    path("kontorer/", offices.offices, name="offices"),
    path("kontorer/nytt/", offices.office_add, name="office_add"),
    path("kontorer/<uuid:public_id>/", offices.office, name="office"),
    path("kontorer/<uuid:public_id>/steng/", offices.office_close, name="office_close"),
    path("kontorer/<uuid:public_id>/apne/", offices.office_reopen, name="office_reopen"),
    path("personer/", people.people, name="people"),
    path("personer/inviter/", people.invite, name="invite"),
    path("personer/invitasjon/<uuid:public_id>/send/", people.invitation_resend, name="invitation_resend"),
    path("personer/invitasjon/<uuid:public_id>/trekk/", people.invitation_revoke, name="invitation_revoke"),
    path("personer/<uuid:public_id>/avslutt/", people.end_membership, name="end_membership"),
    path("vikar/<uuid:public_id>/", cover.cover, name="cover"),
    path("vikar/<uuid:public_id>/slutt/", cover.end_cover, name="end_cover"),
    path("meldinger/", failed_messages.failed_messages, name="messages"),
    path("meldinger/<uuid:public_id>/send/", failed_messages.message_retry, name="message_retry"),
]
