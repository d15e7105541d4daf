"""`make bench`: what each page costs with 1 000 and with 100 000 journeys, in baselines.

`python -m benchmarks [SIZES]`, for example `1000` or `1000,100000`. Uses databases of its own beside the one
DATABASE_URL names (`bench_<size>`), and keeps them for the next run.
"""

import os
import subprocess
import sys
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import psycopg

SIZES = (1_000, 100_000)


def beside(url: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _database(url: str, size: int) -> str:
    """Create and fill the database of this size where it is missing; return its address."""
    name = f"bench_{size}"
    with psycopg.connect(url, autocommit=True) as connection:
        exists = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(f"create database {name}")
    target = beside(url, name)
    environment = {**os.environ, "DATABASE_URL": target, "DB_ROLE": "owner"}
    for command in (["setup_roles"], ["migrate", "-v0"], *([] if exists else [["demo_data", "--journeys", str(size)]])):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return target


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "--one":
        _one(int(sys.argv[2]))
        return
    sizes = [int(size) for size in sys.argv[1].split(",")] if len(sys.argv) > 1 else list(SIZES)
    url = os.environ["DATABASE_URL"]
    for size in sizes:
        environment = {
            **os.environ,
            "DATABASE_URL": _database(url, size),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DB_ROLE": "owner",
        }
        subprocess.run([sys.executable, "-m", "benchmarks", "--one", str(size)], env=environment, check=True)


def _one(size: int) -> None:
    """Measure one database, in a process of its own since settings are read once."""
    import django

    django.setup()
    from benchmarks.measure import Server, bracketed
    from benchmarks.pages import pages
    from benchmarks.server import serving

    url = os.environ["DATABASE_URL"]
    todo = pages()
    database = urlsplit(url).path.lstrip("/")
    print(f"\n## {size} journeys\n\n| page | × baseline | goal | queries | p50 ms | p99 ms | KB |\n{'|---' * 7}|")
    with (
        serving("benchmarks.settings", url) as (port, pid),
        serving("benchmarks.baseline_settings", url) as (base_port, base_pid),
    ):
        web, base = Server(port, pid, database), Server(base_port, base_pid, database)
        baseline = replace(todo[0], name="baseline", path="/baseline/", body=None)
        for page in todo:
            sample, ratio = bracketed(web, base, page, baseline)
            goal = f"≤ {page.goal:g}" if page.goal else ""
            queries = f"{sample.queries}" + (f" (≤ {page.queries})" if page.queries else "")
            print(
                f"| {page.name} | {ratio:.1f} | {goal} | {queries} | {sample.p50 * 1e3:.1f} | {sample.p99 * 1e3:.1f}"
                f" | {sample.size / 1024:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
