"""Friendly answers to what is nobody's fault."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import AlreadyDone


class AlreadyDoneMiddleware:
    """Turns AlreadyDone into a page that says so (409); place it inside the person-context transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, AlreadyDone):
            return render(request, "already_done.html", status=409)
        return None
