"""Booking, appointments, published times."""

from django.urls import path

from appointments import group_urls, views

app_name = "appointments"
urlpatterns = [
    path("", views.upcoming_list, name="upcoming"),
    *group_urls.patterns,
    path("tider/", views.times, name="times"),
    path("tider/uke/ny/", views.hours_add, name="hours_add"),
    path("tider/uke/<uuid:public_id>/", views.hours_change, name="hours_change"),
    path("tider/uke/<uuid:public_id>/stopp/", views.hours_stop, name="hours_stop"),
    path("tider/enkelt/", views.times_publish, name="times_publish"),
    path("tider/<uuid:public_id>/fjern/", views.times_remove, name="times_remove"),
    path("tider/innstillinger/", views.times_settings, name="times_settings"),
    path("tider/fravaer/", views.absences, name="absences"),
    path("tider/fravaer/<uuid:public_id>/fjern/", views.absence_remove, name="absence_remove"),
    path("kalender/", views.calendar, name="calendar"),
    path("bestill/<uuid:public_id>/", views.pick, name="pick"),
    path("bestill/<uuid:public_id>/hold/", views.hold, name="hold"),
    path("holdt/<uuid:public_id>/", views.held, name="held"),
    path("holdt/<uuid:public_id>/bekreft/", views.confirm, name="confirm"),
    path("holdt/<uuid:public_id>/slipp/", views.release, name="release"),
    path("kalender/<uuid:key>.ics", views.feed, name="feed"),
    path("kalender/abonnement/", views.feed_settings, name="feed_settings"),
    path("kalender/abonnement/ny/", views.feed_renew, name="feed_renew"),
    path("kalender/abonnement/slutt/", views.feed_close, name="feed_close"),
    path("kalender/annen/", views.other_calendar, name="other_calendar"),
    path("kalender/annen/les/", views.other_calendar_read, name="other_calendar_read"),
    path("kalender/annen/fjern/", views.other_calendar_remove, name="other_calendar_remove"),
    path("avbestill/<str:token>/", views.cancel_link, name="cancel_link"),
    path("flytt/<str:token>/", views.move_link, name="move_link"),
    path("flytt/<str:token>/avtale.ics", views.move_link_ics, name="move_link_ics"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/flytt/", views.move, name="move"),
    path("<uuid:public_id>/avlys/", views.cancel, name="cancel"),
    path("<uuid:public_id>/ikke-mott/", views.missed, name="missed"),
    path("<uuid:public_id>/avtale.ics", views.ics, name="ics"),
]
