"""A server that takes every letter and keeps none, for machines that lack Postfix's `smtp-sink`.

`python -m bench.sink` prints the port it listens on and serves until it is ended.
"""

from __future__ import annotations

import asyncio
from typing import Final

_ANSWERS: Final = {
    b"EHLO": b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n",
    b"HELO": b"250 sink.example\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
_END: Final = b"\r\n.\r\n"


class Sink(asyncio.BufferedProtocol):
    """One connection: reads commands, passes over letters, answers."""

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(64 * 1024))
        self._left = b""
        self._in_letter = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink.example ESMTP\r\n")

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Where the transport puts what arrives."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Answer what has arrived, in one write."""
        assert self._transport is not None
        data, answers = self._left + bytes(self._buffer[:nbytes]), []
        while data:
            mark = _END if self._in_letter else b"\r\n"
            end = data.find(mark)
            if end < 0:
                break
            command, data = data[: min(end, 4)], data[end + len(mark) :]
            if self._in_letter:
                self._in_letter = False
                answers.append(b"250 2.0.0 Ok: queued as 0\r\n")
                continue
            answers.append(_ANSWERS.get(command.upper(), b"502 5.5.2 Unknown\r\n"))
            self._in_letter = command.upper() == b"DATA"
        # Of a letter only what may be the beginning of its end is kept.
        self._left = data[-(len(_END) - 1) :] if self._in_letter else data
        self._transport.write(b"".join(answers))
        if answers and answers[-1].startswith(b"221"):
            self._transport.close()


async def serve() -> None:
    """Listen on a free port of this machine, say which, and serve until ended."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
