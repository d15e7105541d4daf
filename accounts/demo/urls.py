"""The demo's addresses. They answer 404 outside a demo."""

from django.urls import path

from accounts.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("<uuid:public_id>/", views.sign_in, name="sign_in"),
]
