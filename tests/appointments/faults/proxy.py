"""The network between a worker and the database, which the test can cut and mend."""

import socket
from contextlib import suppress
from threading import Lock, Thread
from typing import Any, Self


class Proxy:
    """Listens on loopback and passes everything on; while cut, connections break and new ones are refused."""

    def __init__(self, family: int, address: Any) -> None:
        self._family, self._address = family, address
        self._lock, self._open, self._threads = Lock(), set[socket.socket](), list[Thread]()
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        """The database is gone for everybody on this side."""
        self._hang_up(self._listener)
        with self._lock:
            for each in self._open:
                self._hang_up(each)
            self._open.clear()
        for thread in self._threads:
            thread.join(10)
        self._threads.clear()

    def mend(self) -> None:
        """It is there again, at the same port."""
        self._listener = self._listen(self.port)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        self._run(self._accept, listener)
        return listener

    def _run(self, work: Any, *arguments: Any) -> None:
        thread = Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _from = listener.accept()
            except OSError:
                return
            far = socket.socket(self._family)
            far.connect(self._address)
            with self._lock:
                self._open |= {near, far}
            self._run(self._pass_on, near, far)
            self._run(self._pass_on, far, near)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for each in (source, target):
            self._hang_up(each)

    @staticmethod
    def _hang_up(end: socket.socket) -> None:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
