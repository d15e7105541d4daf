"""A small pool of processes that make PDFs. It lives in the worker; the web process and the tests never start it.

Processes and not threads: the text layout underneath is not safe in threads, and one document takes a whole core.
"""

import os
import signal
import threading
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as Overdue
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing import connection, get_context, parent_process

from careerplans.pdf.document import PlanDocument, Section, Step

PROCESSES = 2
# A process has this long to import, set up Django and read its fonts, on a machine with other things to do.
START_SECONDS = 60
# The first document of a process reads fonts, style sheets, templates and words: this one, which nobody sees.
_PRACTICE = PlanDocument(
    kind="career_plan",
    language="nb",
    participant_name="-",
    county_name="-",
    career_centre_name="-",
    written_with=("-",),
    version=1,
    completed_on=date(2026, 1, 1),
    end_goal="-",
    end_goal_detail="-",
    sections=(Section("-", "-"),),
    steps=(Step(1, "-", "-", "-", None),),
    identifier="practice",
)


class RenderError(Exception):
    """The document was not made: it took too long, or its process died. Trying again later is reasonable."""


class RenderPool:
    """Documents in, bytes out, at most `PROCESSES` at a time. Safe to call from several threads.

    The processes start with the first document, each warmed up before it takes one, and end with this process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, document: PlanDocument, *, timeout: int = 20) -> bytes:
        """The bytes of `document`; waits for them. `timeout` is in seconds, for this document alone.

        Raises RenderError when the time is over or the process dies (another document under way then fails as well,
        and a new pool starts with the next one). What the renderer itself raises comes through unchanged.
        """
        executor = self._running()
        try:
            return _send(executor, document, timeout).result(timeout=START_SECONDS + 3 * timeout)
        except (BrokenProcessPool, CancelledError, Overdue) as error:
            self._discard(executor)
            raise RenderError(f"No PDF of {document.identifier} within {timeout} seconds") from error

    def warm_up(self) -> None:
        """Start the processes now, so that the first document does not wait for them."""
        executor = self._running()
        for start in [executor.submit(os.getpid) for _number in range(PROCESSES)]:
            start.result(timeout=START_SECONDS)

    def close(self) -> None:
        """End the processes; documents that wait are dropped."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_prepare)
            return self._executor

    def _discard(self, executor: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._executor is executor:
                self._executor = None
        executor.shutdown(wait=False, cancel_futures=True)


_pool = RenderPool()


def submit(document: PlanDocument, *, timeout: int = 20) -> bytes:
    """The bytes of `document`, made in the pool of this process; see `RenderPool.submit`."""
    return _pool.submit(document, timeout=timeout)


def warm_up() -> None:
    """Start the pool of this process; the worker does so when it starts."""
    _pool.warm_up()


def _send(executor: ProcessPoolExecutor, document: PlanDocument, timeout: int) -> Future[bytes]:
    try:
        return executor.submit(_render, document, timeout)
    except RuntimeError as error:  # another thread has just discarded this executor
        raise BrokenProcessPool(str(error)) from error


def _prepare() -> None:
    """Runs first in each process: loads all that a document needs, and lets the process end with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends the pool in order
    threading.Thread(target=_end_with_parent, daemon=True).start()

    import django

    django.setup()
    from careerplans.pdf.render import render

    render(_PRACTICE)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _render(document: PlanDocument, timeout: int) -> bytes:
    # The kernel ends the process when the alarm goes, even inside the layout's C code where no exception can arrive.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(timeout)
    try:
        from careerplans.pdf.render import render

        return render(document)
    finally:
        signal.alarm(0)
