"""The addresses of career plans."""

from django.urls import path

from careerplans.views import drafts, follow_up, questions, routes, shares, steps, versions

app_name = "careerplans"
urlpatterns = [
    path("deltaker/<uuid:journey>/", drafts.edit, name="edit"),
    path("deltaker/<uuid:journey>/start/", drafts.start, name="start"),
    path("deltaker/<uuid:journey>/nytt-mal/", follow_up.goal_changed, name="goal_changed"),
    path("<uuid:plan>/tekst/<slug:key>/", drafts.save_section, name="save_section"),
    path("<uuid:plan>/sluttmal/", drafts.save_goal, name="save_goal"),
    path("<uuid:plan>/vei/", routes.choose, name="route"),
    path("<uuid:plan>/stottetid/", routes.support, name="support"),
    path("<uuid:plan>/trinn/", steps.add, name="step_add"),
    path("<uuid:plan>/trinn/<uuid:key>/", steps.change, name="step_edit"),
    path("<uuid:plan>/trinn/<uuid:key>/fjern/", steps.remove, name="step_remove"),
    path("<uuid:plan>/trinn/<uuid:key>/flytt/", steps.move, name="step_move"),
    path("<uuid:plan>/sporsmal/", questions.add, name="question_add"),
    path("<uuid:plan>/sporsmal/<uuid:key>/", questions.change, name="question_edit"),
    path("<uuid:plan>/sporsmal/<uuid:key>/fjern/", questions.remove, name="question_remove"),
    path("<uuid:plan>/ferdig/", drafts.complete, name="complete"),
    path("versjon/<uuid:version>/", versions.version, name="version"),
    path("versjon/<uuid:version>/pdf/", versions.pdf, name="pdf"),
    path("versjon/<uuid:version>/pdf/status/", versions.pdf_status, name="pdf_status"),
    path("versjon/<uuid:version>/del/", shares.share, name="share"),
    path("deling/<uuid:share>/trekk/", shares.withdraw, name="withdraw"),
    path("lest/", shares.reads, name="reads"),
    path("versjon/<uuid:version>/trinn/<uuid:key>/", follow_up.step_status, name="step_status"),
    path("versjon/<uuid:version>/hvordan-gar-det/", follow_up.check_in, name="check_in"),
    path("versjon/<uuid:version>/soknad/", follow_up.application, name="application"),
    path("soknad/<uuid:application>/", follow_up.application_edit, name="application_edit"),
    path("versjon/<uuid:version>/resultat/", follow_up.outcome, name="outcome"),
]
