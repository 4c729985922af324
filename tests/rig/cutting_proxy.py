"""A line to a PostgreSQL server that can be cut: at any time, or just before or after a commit was heard."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class CuttingProxy:
    """Stands between a program and its server, on a port of this machine."""

    def __init__(self, url: str) -> None:
        """To the server that this address names by its socket."""
        parts = urlsplit(url)
        self._server = str(Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._refusing = False
        self._commits_left, self._heard = 0, False
        user, port = parts.username or "postgres", self._listener.getsockname()[1]
        plain = "sslmode=disable&gssencmode=disable"
        self.url = f"postgresql://{user}@127.0.0.1:{port}{parts.path}?{plain}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every line is dead from now on, and no new one is to be had."""
        self._refusing = True
        for pair in self._pairs:
            self._break(pair)

    def cut_at_commit(self, number: int, *, heard: bool) -> None:
        """The line dies at this commit from now (1 is the next): the server heard of it, or did not."""
        self._commits_left, self._heard = number, heard

    def close(self) -> None:
        """No more of it."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._refusing:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._server)
                pair = near, far
                self._pairs.append(pair)
                threading.Thread(target=self._carry_there, args=pair, daemon=True).start()
                threading.Thread(target=self._carry_back, args=pair, daemon=True).start()

    def _carry_there(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while octets := near.recv(65536):
                if b"COMMIT" in octets and self._commits_left:
                    self._commits_left -= 1
                    if not self._commits_left:
                        near.shutdown(socket.SHUT_RDWR)
                        if self._heard:
                            far.sendall(octets)
                        break
                far.sendall(octets)
        self._break((near, far))

    def _carry_back(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while octets := far.recv(65536):
                near.sendall(octets)
        self._break((near, far))

    def _break(self, pair: tuple[socket.socket, socket.socket]) -> None:
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextlib.contextmanager
def cutting_proxy(url: str) -> Iterator[CuttingProxy]:
    """A proxy to the server of this address."""
    proxy = CuttingProxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
