"""The fetching process with the tests' network: `python -m tests.appointments.fetch_child port ca_file seconds`."""

import sys

from appointments.fetching import child
from tests.appointments.https_server import is_allowed, resolve

if __name__ == "__main__":
    port, ca_file, seconds = sys.argv[1:]
    child.FETCH_SECONDS = child.READ_SECONDS = float(seconds)
    child.main(child.Network(resolve=resolve, is_allowed=is_allowed, port=int(port), ca_file=ca_file))
