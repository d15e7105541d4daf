"""What a form is bound to."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The fields that were sent, also when there were none; None for a page that is only read."""
    return request.POST if request.method == "POST" else None
