"""Where the process runs and what it was told: the folders, the environment, the secret key."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent

#: All state of a checkout: virtual environment, database, mail, secret key. An installed system has no such folder.
LOCAL = ROOT / ".local"

env = environ.Env()


def secret_key() -> str:
    """Return SECRET_KEY from the environment; in a checkout, one made there once that only its owner can read."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    if not LOCAL.is_dir():
        raise ImproperlyConfigured("Set SECRET_KEY: a long random text that only this installation knows.")
    path = LOCAL / "secret-key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Write a file in one step, so that two processes starting together end up with the same one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
