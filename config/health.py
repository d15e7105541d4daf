"""For those who probe and operate. Served outside the person context: `live` must answer when the database does not."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anybody."""
    return JsonResponse({"status": "live"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers too and its tables are there: 200, else 503 without saying why to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select to_regclass('django_session') is not null")
            migrated = cursor.fetchone() == (True,)
    except DatabaseError:
        migrated = False
    status = "ready" if migrated else "not ready"
    return JsonResponse({"status": status}, status=200 if migrated else 503)


urlpatterns: list[URLPattern] = [path("live", live, name="health_live"), path("ready", ready, name="health_ready")]
