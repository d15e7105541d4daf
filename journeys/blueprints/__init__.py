"""The county models, by key and version. Every version a journey may have begun under stays here."""

from journeys.blueprints.akershus import AKERSHUS_1
from journeys.blueprints.innlandet import INNLANDET_1
from journeys.blueprints.nordland import NORDLAND_1
from journeys.blueprints.rogaland import ROGALAND_1
from journeys.blueprints.trondelag import TRONDELAG_1
from journeys.blueprints.types import Blueprint

ALL: tuple[Blueprint, ...] = (NORDLAND_1, TRONDELAG_1, INNLANDET_1, ROGALAND_1, AKERSHUS_1)

_BY_VERSION = {(blueprint.key, blueprint.version): blueprint for blueprint in ALL}
_LATEST = {blueprint.key: blueprint for blueprint in sorted(ALL, key=lambda blueprint: blueprint.version)}


def get(key: str, version: int) -> Blueprint:
    """Return the blueprint a journey began under; KeyError for one that does not exist."""
    return _BY_VERSION[key, version]


def latest(key: str) -> Blueprint:
    """Return the newest version of a county's blueprint, for new journeys; KeyError for a county without one."""
    return _LATEST[key]


def counties() -> tuple[str, ...]:
    """Return the counties that have a model, in the order they were added."""
    return tuple(_LATEST)
