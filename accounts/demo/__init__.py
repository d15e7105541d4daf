"""The demo: a page of invented people to sign in as, without passwords. Refuses to exist anywhere else."""

from accounts.demo.guard import assert_demo_allowed, is_marked, mark

__all__ = ["assert_demo_allowed", "is_marked", "mark"]
