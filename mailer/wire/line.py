"""The open line to a server: bytes out, replies in, each wait with a deadline by the clock."""

from __future__ import annotations

import asyncio
from typing import Final

from mailer.wire.replies import RawReply, ReplyReader

MOST_WAITING: Final = 16
"""Replies that may lie unread; a server that sends more is not answering us."""
_NEVER: Final = float("inf")


class LineFault(Exception):
    """Nothing more can be said or heard on this line; `cause` says why: "the line was cut"."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Line(asyncio.BufferedProtocol):
    """Takes an established transport over and speaks on it; one task at a time may wait on it.

    A buffered protocol, because asyncio gives a plain one a fresh buffer of 256 KiB for every reply. All
    waits share one timer that is set anew only when it rings too early.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._loop = asyncio.get_running_loop()
        self._buffer = memoryview(bytearray(4096))
        self._reader = ReplyReader()
        self.unread = self._reader.replies
        """Whole replies that have arrived and that nobody has read yet."""
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = _NEVER
        self._seconds = 0.0
        self._paused = False
        self._closed = self._loop.create_future()
        self.fault = ""
        self._transport = transport
        # So that a pause means: the kernel has not taken everything yet.
        transport.set_write_buffer_limits(high=1, low=0)
        transport.set_protocol(self)
        if transport.is_closing():
            self._fail("the line was cut")

    @property
    def whole(self) -> bool:
        """Whether the line stands."""
        return not (self.fault or self._transport.is_closing())

    @property
    def quiet(self) -> bool:
        """Whether the line stands and nothing unasked for has been said on it."""
        return self.whole and not self.unread

    @property
    def flushed(self) -> bool:
        """Whether the kernel has taken all that was written, as far as is known."""
        return not (self._paused or self.fault)

    def write(self, data: bytes | memoryview) -> None:
        """Send; LineFault if the line is known to be broken."""
        if self.fault:
            raise LineFault(self.fault)
        self._transport.write(data)

    async def drained(self, seconds: float) -> None:
        """Return when the kernel has taken all that was written, or a reply came; LineFault like `answer`."""
        if self._paused:
            deadline = self._loop.time() + seconds
            while not self.unread and self._paused:
                await self._wait(deadline, seconds)
        if self.fault and not self.unread:
            raise LineFault(self.fault)

    async def answer(self, seconds: float) -> RawReply:
        """The next reply; LineFault if the line breaks, speaks no SMTP, or stays silent so long."""
        if not self.unread:
            deadline = self._loop.time() + seconds
            while not self.unread:
                await self._wait(deadline, seconds)
        return self.unread.popleft()

    def spoken(self) -> RawReply | None:
        """A reply that has arrived already; LineFault if instead the line is known to be broken."""
        if self.unread:
            return self.unread.popleft()
        if self.fault:
            raise LineFault(self.fault)
        return None

    def drop(self) -> None:
        """Break the line off at once: what the kernel has not taken is not sent. Harmless when repeated."""
        self._fail("the line was dropped")

    async def closed(self, seconds: float) -> None:
        """Return when the socket is closed, or after so many seconds."""
        await asyncio.wait([self._closed], timeout=seconds)

    async def _wait(self, deadline: float, seconds: float) -> None:
        if self.fault:
            raise LineFault(self.fault)
        waiter = self._waiter = self._loop.create_future()
        self._deadline = deadline
        self._seconds = seconds
        if self._timer is None or self._timer.when() > deadline:
            self._set_timer()
        try:
            await waiter
        finally:
            self._waiter = None
            self._deadline = _NEVER

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._deadline <= self._loop.time():
            self._fail(f"the server did not answer within {self._seconds:g} seconds")
        elif self._deadline < _NEVER:
            self._set_timer()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, cause: str) -> None:
        self.fault = self.fault or cause
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._transport.abort()
        self._wake()

    # What follows is called by the transport.

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Where the transport puts what arrives."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """So many octets have arrived."""
        if self.fault:
            return
        self._reader.feed(bytes(self._buffer[:nbytes]))
        if self._reader.fault:
            self._fail(self._reader.fault)
        elif len(self.unread) > MOST_WAITING:
            self._fail("the server sent answers to nothing")
        elif self.unread:
            self._wake()

    def eof_received(self) -> bool:
        """The server has finished; so are we."""
        self._fail("the line was cut")
        return False

    def connection_lost(self, _exc: Exception | None) -> None:
        """The socket is closed."""
        self._fail("the line was cut")
        if not self._closed.done():
            self._closed.set_result(None)

    def pause_writing(self) -> None:
        """The kernel takes no more for now."""
        self._paused = True

    def resume_writing(self) -> None:
        """The kernel has taken all."""
        self._paused = False
        self._wake()
