"""Addresses of this room: registering and changing a referral, and the page each county has for own starts."""

from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("henvisninger/ny/", views.new, name="new"),
    path("henvisninger/informasjon/", views.information, name="information"),
    path("henvisninger/<uuid:public_id>/avtalte-opplysninger/", views.agreed, name="agreed"),
    path("henvisninger/<uuid:public_id>/inviter-igjen/", views.invite_again, name="invite_again"),
    path("henvisninger/dokumenter/<uuid:public_id>/bestilt/", views.document_ordered, name="document_ordered"),
    path("henvisninger/dokumenter/<uuid:public_id>/tatt-med/", views.document_brought, name="document_brought"),
    path("start/sendt/", views.start_sent, name="start_sent"),
    path("start/bekreft/<str:token>/", views.confirm, name="confirm"),
    path("start/<slug:county_code>/", views.start, name="start"),
]
