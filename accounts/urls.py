"""Addresses of this room."""

from django.urls import path

from accounts.views import acting

app_name = "accounts"
urlpatterns = [
    path("rolle/", acting.choose, name="choose"),
    path("rolle/bytt/", acting.act_as, name="act_as"),
]
