"""The baseline page: session and user from the same database, one template, nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def page(request: HttpRequest) -> HttpResponse:
    """Greet the person who is signed in."""
    return render(request, "benchmarks/baseline.html", {"name": request.user.name})  # type: ignore[union-attr]


urlpatterns = [path("baseline/", page)]
