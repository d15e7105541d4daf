"""The pages of career plans, one module per noun."""

from careerplans.views import drafts, follow_up, questions, routes, shares, steps, versions

__all__ = ["drafts", "follow_up", "questions", "routes", "shares", "steps", "versions"]
