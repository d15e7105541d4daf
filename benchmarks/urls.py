"""The system's addresses and the baseline page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as system


def baseline(request: HttpRequest) -> HttpResponse:
    """Session and user from the same database, one template, nothing else."""
    return render(request, "benchmarks/baseline.html", {"name": request.user.name})  # type: ignore[union-attr]


urlpatterns = [path("baseline/", baseline), *system]
