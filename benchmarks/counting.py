"""Counts the queries of a request that asks for it; costs nothing otherwise."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class CountQueries:
    """Answers a request with the header `X-Count` with the number of its queries in `X-Queries`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Count" not in request.headers:
            return self.get_response(request)
        seen = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal seen
            seen += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(seen)
        return response
