"""The worker serves too: it starts as nobody whom row-level security does not hold."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

pytestmark = pytest.mark.django_db
HANDS_OVER = "common.management.commands.worker.call_command"


def test_as_the_owner_it_does_not_start(as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    with patch(HANDS_OVER) as started, as_owner(), pytest.raises(ImproperlyConfigured):
        call_command("worker")
    started.assert_not_called()


def test_as_a_restricted_role_it_works_off_the_queue() -> None:
    with patch(HANDS_OVER) as started, patch("common.management.commands.worker.connection"):
        call_command("worker")
    started.assert_called_once_with("procrastinate", "worker")
