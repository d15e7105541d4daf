"""My day, the list of participants, the journey page and the pages everybody may read."""

from django.urls import path

from workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.home, name="home"),
    path("deltakere/", views.journeys, name="journeys"),
    path("deltakere/<uuid:public_id>/", views.journey, name="journey"),
    path("deltakere/<uuid:public_id>/avslutt/", views.close, name="close"),
    path("deltakere/<uuid:public_id>/gjenapne/", views.reopen, name="reopen"),
    path("deltakere/<uuid:public_id>/inviter-nav/", views.nav_invite, name="nav_invite"),
    path("modell/<slug:county>/", views.model, name="model"),
    path("personvern/", views.privacy, name="privacy"),
    path("tilgjengelighet/", views.accessibility, name="accessibility"),
]
