"""Addresses of group sessions."""

from django.urls import path

from appointments.views import groups, joining

patterns = [
    path("grupper/", groups.group_list, name="groups"),
    path("grupper/ny/", groups.group_plan, name="group_plan"),
    path("grupper/<uuid:public_id>/", groups.group, name="group"),
    path("grupper/<uuid:public_id>/deltakere/", groups.group_add, name="group_add"),
    path("grupper/<uuid:public_id>/deltakere/<uuid:appointment>/fjern/", groups.group_remove, name="group_remove"),
    path("grupper/<uuid:public_id>/endre/", groups.group_move, name="group_move"),
    path("grupper/<uuid:public_id>/avlys/", groups.group_cancel, name="group_cancel"),
    path("grupper/<uuid:public_id>/oppmote/", groups.group_attendance, name="group_attendance"),
    path("bestill/<uuid:public_id>/grupper/", joining.group_pick, name="group_pick"),
]
