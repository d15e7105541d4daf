"""SQL that Django has no words for."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet


class IsAnyOf(Func):
    """Whether a column is one of the values a subquery gives: `IsAnyOf("journey", journeys.values("pk"))`.

    The database makes the list once and looks each value up in an index, also where the condition stands in an `or`;
    for a join or `in (select …)` it reads the whole table there.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = any ("
    output_field = BooleanField()

    def __init__(self, column: str, rows: QuerySet[Any, Any]) -> None:
        super().__init__(F(column), ArraySubquery(rows))
