"""`python -m config.probe` succeeds when this machine's own web process is ready: a container's health check."""

import os
import sys
from http.client import HTTPConnection, HTTPException

OK = 200


def ready(port: int, host: str) -> bool:
    """Ask /health/ready on loopback under a host name the system answers to."""
    connection = HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/health/ready", headers={"Host": host})
        return connection.getresponse().status == OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    hosts = os.environ.get("ALLOWED_HOSTS", "localhost")
    sys.exit(0 if ready(int(os.environ.get("PORT", "8000")), hosts.split(",")[0].lstrip(".")) else 1)
