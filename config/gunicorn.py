"""The production web server: processes with threads, behind a proxy that speaks TLS."""

import gc
import os
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any

wsgi_app = "config.wsgi"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 5
graceful_timeout = 10
# The heartbeat file must not wait for a disk, and the container's file system is read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
proc_name = "trepart-web"


def when_ready(server: Any) -> None:
    """Tell the workers where the server listens, as the open sockets say: the demo only serves its own machine."""
    hosts = [str(listener.sock.getsockname()[0]) for listener in server.LISTENERS]
    os.environ["SERVING_ADDRESS"] = next((host for host in hosts if not ip_address(host).is_loopback), hosts[0])


def post_worker_init(worker: Any) -> None:
    """Load all code before the first request, and let the garbage collector leave it alone from then on.

    Looking through it takes a tenth of a second, which every few requests would have to wait for.
    """
    from django.conf import settings

    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
