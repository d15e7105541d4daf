"""The demo's front page and its one-click sign-in."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.demo.guard import demo_only
from accounts.demo.people import groups
from accounts.models import County, Person
from accounts.signin import sign_in as start_session


@login_not_required
@require_safe
@never_cache
@demo_only
def people(request: HttpRequest) -> HttpResponse:
    """Who can be signed in as, by county and party."""
    counties = [{"county": county, "groups": groups(county)} for county in County.objects.all()]
    return render(request, "demo/people.html", {"counties": counties})


@login_not_required
@require_POST
@demo_only
def sign_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign in as the person, in the capacity of the button that was pressed. A capacity that is not theirs: 404."""
    person = get_object_or_404(Person, public_id=public_id, is_active=True)
    key = request.POST.get("actor", "")
    if key not in {each.key for each in acting.capacities(person)}:
        raise Http404
    return start_session(request, person, acting.find(person, key))
