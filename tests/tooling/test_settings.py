"""The settings' own promises: who logs in as what, what is refused at start, what reaches the log and the browser."""

import json
import logging
import os
import stat
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from common.roles import assert_restricted_role, derived_url
from config import database, environment, gunicorn, probe, serving
from config.dev.paths import ROOT
from config.logs import PrivateFormatter

OWNER = "postgresql://trepart:s%40crets@db.example:5433/trepart"


@pytest.fixture
def addresses(monkeypatch):
    for name in ("DATABASE_URL_WEB", "DATABASE_URL_JOB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", OWNER)
    return monkeypatch


class TestDatabase:
    def test_web_and_job_addresses_are_derived_from_the_owners(self, addresses):
        assert database.role_url("owner") == OWNER
        assert database.role_url("web") == derived_url(OWNER, "app_web")
        assert database.role_url("job") != database.role_url("web")
        assert "s%40crets" not in database.role_url("web")

    def test_a_given_address_goes_before(self, addresses):
        addresses.setenv("DATABASE_URL_WEB", "postgresql://app_web:own@db.example/trepart")
        assert database.role_url("web") == "postgresql://app_web:own@db.example/trepart"
        assert database.role_passwords()["app_web"] == "own"

    def test_an_unknown_role_is_refused(self):
        with pytest.raises(ImproperlyConfigured, match="owner, web or job"):
            database.role_url("admin")

    def test_only_the_web_process_keeps_connections(self, addresses):
        assert database.database("web", pool_size=4)["OPTIONS"]["pool"]["max_size"] == 4
        assert "pool" not in database.database("job", pool_size=4)["OPTIONS"]
        assert "pool" not in database.database("web", pool_size=0)["OPTIONS"]

    def test_a_server_that_is_gone_without_a_word_is_noticed(self, addresses):
        assert database.database("job", pool_size=0)["OPTIONS"]["tcp_user_timeout"] == 30_000
        addresses.setenv("DATABASE_URL", f"{OWNER}?connect_timeout=3")
        options = database.database("web", pool_size=0)["OPTIONS"]
        assert (options["connect_timeout"], options["keepalives_count"]) == (3, 3)

    def test_a_socket_is_understood(self, addresses):
        addresses.setenv("DATABASE_URL", "postgresql://postgres@/trepart?host=/run/pg")
        config = database.database("web", pool_size=0)
        assert (config["HOST"], config["USER"], config["NAME"]) == ("/run/pg", "app_web", "trepart")

    def test_without_anything_set_the_launchers_note_is_read(self, addresses, tmp_path):
        addresses.delenv("DATABASE_URL")
        addresses.setattr(database, "LOCAL", tmp_path)
        assert database.owner_url() == database.NO_SERVER
        (tmp_path / "database-url").write_text("postgresql://x@/y\n")
        assert database.owner_url() == "postgresql://x@/y"


class TestSecretKey:
    def test_the_environment_goes_first(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "given")
        assert environment.secret_key() == "given"

    def test_a_checkout_makes_its_own_once(self, monkeypatch, tmp_path):
        monkeypatch.delenv("SECRET_KEY", raising=False)
        monkeypatch.setattr(environment, "LOCAL", tmp_path)
        made = environment.secret_key()
        assert len(made) > 50
        assert environment.secret_key() == made
        assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
        environment._write_once(tmp_path / "secret-key", "a second process")
        assert environment.secret_key() == made

    def test_an_installed_system_must_be_given_one(self, monkeypatch, tmp_path):
        monkeypatch.delenv("SECRET_KEY", raising=False)
        monkeypatch.setattr(environment, "LOCAL", tmp_path / "missing")
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
            environment.secret_key()


class TestServing:
    @pytest.mark.django_db
    def test_the_web_role_may_serve(self):
        serving.refuse_unless_safe()

    @pytest.mark.django_db
    def test_the_owner_may_not(self, as_owner):
        with as_owner(), pytest.raises(ImproperlyConfigured, match="may not serve"):
            serving.refuse_unless_safe()

    @pytest.mark.django_db
    def test_a_demo_others_could_reach_is_refused(self, settings, monkeypatch):
        settings.DEMO = True
        for address in ("0.0.0.0", ""):
            monkeypatch.setenv("SERVING_ADDRESS", address)
            with pytest.raises(ImproperlyConfigured, match="DEMO"):
                serving.refuse_unless_safe()

    @pytest.mark.parametrize(
        ("listening", "told"),
        [
            (["127.0.0.1"], "127.0.0.1"),
            (["127.0.0.1", "0.0.0.0"], "0.0.0.0"),
            (["::1"], "::1"),
        ],
    )
    def test_the_server_tells_where_it_really_listens(self, monkeypatch, listening, told):
        monkeypatch.setenv("SERVING_ADDRESS", "")
        sockets = [
            SimpleNamespace(sock=SimpleNamespace(getsockname=lambda host=host: (host, 8000))) for host in listening
        ]
        gunicorn.when_ready(SimpleNamespace(LISTENERS=sockets))
        assert os.environ["SERVING_ADDRESS"] == told

    def test_the_probe_says_no_when_nobody_answers(self):
        assert probe.ready(1, "localhost") is False

    @pytest.mark.django_db(transaction=True)
    def test_the_probe_asks_the_running_server(self, live_server):
        assert probe.ready(live_server.thread.port, "localhost") is True


def test_nothing_of_what_was_written_reaches_the_log():
    written = "Prøve"
    try:
        int(written)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
    text = PrivateFormatter().format(record)
    assert "ValueError" in text
    assert "test_settings.py" in text
    assert written not in text


@pytest.mark.parametrize("secret", ["0a" * 16 + ".Yx_-" + "k" * 39, "eyJ:1tK" + "k" * 30, "1-cx7k2p-" + "9f" * 16])
def test_the_secret_of_a_link_does_not_reach_the_log(secret):
    journey = "2f1c9a52-8f0e-4d53-9a0f-0a1b2c3d4e5f"
    addresses = (f"/konto/invitasjon/{secret}/", f"/deltakere/{journey}/")
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Gone: %s %s", addresses, None)
    text = PrivateFormatter().format(record)
    assert "/konto/invitasjon/…/" in text
    assert journey in text


@pytest.mark.parametrize(("given", "count"), [({}, 1), ({"TRUSTED_PROXIES": "2"}, 2), ({"DEBUG": "1"}, 0)])
def test_behind_a_proxy_people_are_told_apart_by_their_own_address(given, count):
    assert ask_settings("ALLAUTH_TRUSTED_PROXY_COUNT", **given) == {"ALLAUTH_TRUSTED_PROXY_COUNT": count}


def test_every_answer_carries_the_policy(client):
    policy = client.get("/health/live")["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


def ask_settings(*names: str, **given: str) -> dict[str, Any]:
    """Read settings in a process of its own with only this environment."""
    program = f"import json, config.settings as s; print(json.dumps({{n: getattr(s, n) for n in {names!r}}}))"
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 60, **given}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_real_installation_is_strict_without_being_told():
    found = ask_settings("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME", "DEMO", "EMAIL_BACKEND")
    assert found == {
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "DEMO": False,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    }


def test_a_demo_works_without_tls_and_keeps_its_mail():
    found = ask_settings("SECURE_SSL_REDIRECT", "EMAIL_BACKEND", "SITE_URL", DEMO="1", PORT="8123")
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["SITE_URL"] == "http://localhost:8123"


@pytest.mark.django_db
def test_the_role_is_asked_of_the_database_itself():
    assert connection.settings_dict["OPTIONS"]["assume_role"] == "app_web"
    assert_restricted_role()
