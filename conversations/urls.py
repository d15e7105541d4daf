"""Guides, meetings and notes."""

from django.urls import path

from conversations import views
from conversations.views import drafts, proposals

app_name = "conversations"
urlpatterns = [
    path("maler/", views.guide_list, name="guides"),
    path("maler/forslag/", proposals.proposals, name="proposals"),
    path("maler/forslag/<uuid:public_id>/", proposals.proposal, name="proposal"),
    path("maler/forslag/<uuid:public_id>/kommenter/", proposals.proposal_comment, name="proposal_comment"),
    path("maler/forslag/<uuid:public_id>/ta-inn/", proposals.proposal_accept, name="proposal_accept"),
    path("maler/forslag/<uuid:public_id>/avvis/", proposals.proposal_decline, name="proposal_decline"),
    path("maler/utkast/start/<slug:kind>/", drafts.draft_start, name="draft_start"),
    path("maler/utkast/<uuid:public_id>/", drafts.draft, name="draft"),
    path("maler/utkast/<uuid:public_id>/navn/", drafts.draft_title, name="draft_title"),
    path("maler/utkast/<uuid:public_id>/ny-del/", drafts.draft_section_add, name="draft_section_add"),
    path("maler/utkast/<uuid:public_id>/del/<slug:key>/", drafts.draft_section, name="draft_section"),
    path("maler/utkast/<uuid:public_id>/del/<slug:key>/flytt/", drafts.draft_section_move, name="draft_section_move"),
    path(
        "maler/utkast/<uuid:public_id>/del/<slug:key>/fjern/", drafts.draft_section_remove, name="draft_section_remove"
    ),
    path("maler/utkast/<uuid:public_id>/se/", drafts.draft_preview, name="draft_preview"),
    path("maler/utkast/<uuid:public_id>/publiser/", drafts.draft_publish, name="draft_publish"),
    path("maler/utkast/<uuid:public_id>/kast/", drafts.draft_discard, name="draft_discard"),
    path("maler/<uuid:public_id>/", views.guide, name="guide"),
    path("maler/<uuid:public_id>/endringer/", views.guide_changes, name="guide_changes"),
    path("maler/<uuid:public_id>/foresla/<slug:key>/", proposals.propose, name="propose"),
    path("mote/<uuid:public_id>/", views.meeting, name="meeting"),
    path("mote/<uuid:public_id>/start/", views.begin, name="begin"),
    path("notat/<uuid:public_id>/", views.note, name="note"),
    path("notat/<uuid:public_id>/avslutt/", views.close, name="close"),
    path("notat/<uuid:public_id>/lagre/<slug:key>/", views.save_section, name="save_section"),
]
