"""The list of trades: reading it in, and finding a trade by what somebody wrote."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from careerplans.models import Trade

#: A small part of the national list, shipped for the demo.
DEMO_LIST = Path(__file__).with_name("demo") / "trades.csv"
COLUMNS = {
    "code": "programomradekode",
    "name_nb": "navn_nb",
    "name_nn": "navn_nn",
    "qualification": "sluttkompetanse",
    "programme_nb": "utdanningsprogram_nb",
}


@transaction.atomic
def import_trades(lines: Iterable[str]) -> int:
    """Add or update trades from CSV lines with the national list's column names; return how many lines were read.

    Safe to repeat; trades missing from the lines stay, since plans may name them. ValueError when a column is missing.
    """
    reader = csv.DictReader(lines)
    if absent := set(COLUMNS.values()) - set(reader.fieldnames or ()):
        raise ValueError(f"the list of trades lacks {', '.join(sorted(absent))}")
    trades = [Trade(**{field: row[column].strip() for field, column in COLUMNS.items()}) for row in reader]
    changing = [field for field in COLUMNS if field != "code"]
    Trade.objects.bulk_create(trades, update_conflicts=True, unique_fields=["code"], update_fields=changing)
    return len(trades)


def import_demo_trades() -> int:
    """Read in the small list that comes with the demo; return how many trades it has."""
    with DEMO_LIST.open(encoding="utf-8", newline="") as lines:
        return import_trades(lines)


def find_trade(name: str) -> Trade | None:
    """Return the trade with this name in bokmål or nynorsk; else the only one whose name begins so; else None."""
    exact = Trade.objects.filter(Q(name_nb__iexact=name) | Q(name_nn__iexact=name)).first()
    if exact:
        return exact
    begins = Trade.objects.filter(Q(name_nb__istartswith=name) | Q(name_nn__istartswith=name))[:2]
    return begins[0] if len(begins) == 1 else None
