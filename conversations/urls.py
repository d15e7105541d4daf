"""Guides, meetings and notes."""

from django.urls import path

from conversations import views

app_name = "conversations"
urlpatterns = [
    path("maler/", views.guide_list, name="guides"),
    path("maler/<uuid:public_id>/", views.guide, name="guide"),
    path("mote/<uuid:public_id>/", views.meeting, name="meeting"),
    path("mote/<uuid:public_id>/start/", views.begin, name="begin"),
    path("notat/<uuid:public_id>/", views.note, name="note"),
    path("notat/<uuid:public_id>/avslutt/", views.close, name="close"),
    path("notat/<uuid:public_id>/lagre/<slug:key>/", views.save_section, name="save_section"),
]
