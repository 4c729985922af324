"""One connection to a relay, and the dialogue that hands it one letter after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Self

from mailer.wire.body import END, blocks, dot_stuffed
from mailer.wire.envelope import Envelope, Features, commands, objection
from mailer.wire.line import Line, LineFault
from mailer.wire.opening import Opened, open_line
from mailer.wire.relay import Relay
from mailer.wire.replies import RawReply, queue_id, readable
from mailer.wire.rules import CLOSING, judge
from mailer.wire.verdict import Blame, Outcome, Stage, Verdict

Gate = Callable[[], Awaitable[bool]]
"""Called between a letter and its final dot: commits the mark "data started", answers whether to go on."""

_GO_AHEAD: Final = 354
_WHEN: Final = {
    Stage.MAIL: "before the letter was offered",
    Stage.RCPT: "before the address was answered for",
    Stage.DATA: "before the letter was begun",
    Stage.BODY: "before the final dot: the letter was not handed over",
    Stage.DOT: "after the final dot: nobody here can know whether the letter was taken",
}


class Connection:
    """An open line to a relay, for one task at a time: opened with `Connection.open`, ended with `close`.

    A verdict DEFERRED at MAIL with blame SERVER on a connection that has carried other letters (`letters` is
    above 1) may only mean that the server wanted to end it there (F20, F21): try a new one before waiting.
    """

    def __init__(self, relay: Relay, opened: Opened) -> None:
        self.relay = relay
        self.server = opened.server
        self.features: Features = opened.features
        """What the server offered: size limit, PIPELINING, SMTPUTF8, DSN, 8BITMIME."""
        self.letters = 0
        """Letters that were offered on this connection."""
        self.in_doubt = False
        """The final dot was written and no clear reply has come: to be asked by who cancels `deliver`."""
        self._line: Line = opened.line
        self._stage = Stage.MAIL
        self._busy = False
        self._following: tuple[Envelope, int] | None = None
        self._presented: tuple[Envelope, int] | None = None

    @classmethod
    async def open(cls, relay: Relay) -> Self:
        """Connect, agree on TLS and log in as the relay's settings demand.

        ConnectFailed with a verdict where that cannot be, Misused where the CA file cannot be read.
        """
        return cls(relay, await open_line(relay))

    @property
    def stands(self) -> bool:
        """Whether the line is not broken, as far as is known."""
        return self._line.whole

    @property
    def usable(self) -> bool:
        """Whether another letter may be offered: the line is whole and quiet, its letters were few enough."""
        if self._presented:
            return self._line.whole
        return self._line.quiet and self.letters < self.relay.letters_per_connection

    def announce(self, envelope: Envelope, size: int) -> None:
        """Say which letter, of so many octets, comes after the one under way.

        Where it can be, it is then presented in one write with the final dot of that one (RFC 2920 §3.1),
        which saves a round trip. Who announces a letter delivers it next on this connection, or closes it.
        """
        self._following = (envelope, size)

    async def deliver(self, envelope: Envelope, message: bytes, gate: Gate) -> Verdict:
        """Offer one letter to one address and return what became of it.

        The message is the whole letter, CRLF throughout and at its end. The gate is awaited after the last
        of its octets and before the final dot; if it answers no, or raises, the connection is dropped without
        the dot.

        Whatever goes wrong before the dot is written is DEFERRED or REFUSED; whatever is no clear reply to it
        is UNCERTAIN. If the task is cancelled the connection is dropped, and `in_doubt` says on which side of
        the dot that was; a caller who wants the verdict itself shields the call.

        ValueError for a message that must not be sent at all (see `dot_stuffed`).
        """
        body = dot_stuffed(message, eight_bit=envelope.international)
        refusal = None if self._presented else objection(envelope, self.features, len(message))
        if refusal:
            blame, note = refusal
            return Verdict(Outcome.REFUSED, Stage.MAIL, blame, None, note, self.server)
        if self._busy or self._presented not in (None, (envelope, len(message))):
            raise RuntimeError("a connection carries one letter at a time, and the one announced comes next")
        self._busy = True
        self.letters += 1
        self._stage = Stage.MAIL
        try:
            refused = None
            if not self._is_awaited():
                refused = await self._present(envelope, len(message))
            return refused or await self._hand_over(body, gate)
        except LineFault as fault:
            return self._broken(fault)
        except BaseException:
            # Cancelled, or the gate failed: the letter is half said, so the line is of no use any more.
            self._line.drop()
            raise
        finally:
            self._busy = False

    async def close(self) -> None:
        """Say goodbye and close, within twice the deadline for QUIT; never fails, harmless when repeated."""
        seconds = self.relay.deadlines.quit
        try:
            if self._line.quiet and not self._presented:
                self._line.write(b"QUIT\r\n")
                await self._line.answer(seconds)
        except LineFault:
            pass
        finally:
            self._line.drop()
        await self._line.closed(seconds)

    def _is_awaited(self) -> bool:
        """Whether the server has said yes already to all that the letter was announced with, as is usual."""
        heard = self._line.unread
        if self._presented is None or len(heard) != 3 or heard[2].code != _GO_AHEAD:
            return False
        if not (_fits(Stage.MAIL, heard[0]) and _fits(Stage.RCPT, heard[1])):
            return False
        heard.clear()
        self._presented = None
        return True

    async def _present(self, envelope: Envelope, size: int) -> Verdict | None:
        """MAIL, RCPT and DATA, in one write where offered (RFC 2920 §3.1); None when all were taken."""
        line, deadlines, together = self._line, self.relay.deadlines, self.features.pipelining
        mail, rcpt = b"", b""
        if self._presented:
            self._presented = None
        else:
            unasked = line.spoken()
            if unasked is not None:
                line.drop()
                return self._verdict(unasked)
            mail, rcpt = commands(envelope, self.features, size)
            if together:
                line.write(mail + rcpt + b"DATA\r\n")
        for stage, command, seconds, unread in (
            (Stage.MAIL, mail, deadlines.mail, 2),
            (Stage.RCPT, rcpt, deadlines.rcpt, 1),
            (Stage.DATA, b"DATA\r\n", deadlines.data, 0),
        ):
            self._stage = stage
            if not together:
                line.write(command)
            answer = await line.answer(seconds)
            if not _fits(stage, answer):
                verdict = self._verdict(answer)
                await self._recover(answer, unread if together else 0)
                return verdict
        return None

    def _present_following(self) -> bytes:
        """The commands for the letter that was announced; empty where they have to wait for their turn."""
        following, self._following = self._following, None
        if not following or not self.features.pipelining or self.letters >= self.relay.letters_per_connection:
            return b""
        envelope, size = following
        if objection(envelope, self.features, size):
            return b""
        self._presented = following
        return b"".join((*commands(envelope, self.features, size), b"DATA\r\n"))

    async def _recover(self, refusal: RawReply, unread: int) -> None:
        """Make the line fit for the next letter, or drop it where that is in doubt; the verdict stands."""
        line, deadlines = self._line, self.relay.deadlines
        fit = False
        try:
            if refusal.code >= 400 and refusal.code != CLOSING:
                last = refusal
                for _ in range(unread):
                    last = await line.answer(deadlines.data)
                # A server that waits for a letter although it took no recipient gets a dot (RFC 2920 §3.1).
                waits = last.code == _GO_AHEAD
                line.write(END if waits else b"RSET\r\n")
                answer = await line.answer(deadlines.quit)
                fit = (answer.code >= 400) == waits and answer.code != CLOSING
        except LineFault:
            fit = False
        if not fit:
            line.drop()

    async def _hand_over(self, body: bytes, gate: Gate) -> Verdict:
        """The letter, the gate, the final dot."""
        line = self._line
        self._stage = Stage.BODY
        early = await self._write(body)
        if early is None:
            if not await gate():
                line.drop()
                note = "The letter was held back here before its final dot."
                return Verdict(Outcome.RELEASED, Stage.BODY, None, None, note, self.server)
            early = line.spoken()
        if early is not None:
            line.drop()
            return self._verdict(early)
        self._stage = Stage.DOT
        self.in_doubt = True
        line.write(END + self._present_following())
        answer = await line.answer(self.relay.deadlines.dot)
        verdict = self._verdict(answer)
        self.in_doubt = verdict.outcome is Outcome.UNCERTAIN
        if self.in_doubt or answer.code == CLOSING:
            line.drop()
        return verdict

    async def _write(self, body: bytes) -> RawReply | None:
        """The letter without its final dot, until the kernel has taken it all or the server interrupts."""
        early = None
        for block in blocks(body):
            self._line.write(block)
            if not self._line.flushed:
                await self._line.drained(self.relay.deadlines.body)
            early = self._line.spoken()
            if early is not None:
                break
        return early

    def _verdict(self, answer: RawReply) -> Verdict:
        reply = readable(answer.code, answer.lines)
        outcome, blame = judge(self._stage, reply)
        note, name = "", ""
        if outcome is Outcome.ACCEPTED:
            name = queue_id(reply.text)
        elif reply.code < 400:
            note = "The server's answer does not fit the question."
        return Verdict(outcome, self._stage, blame, reply, note, self.server, name)

    def _broken(self, fault: LineFault) -> Verdict:
        self._line.drop()
        outcome = Outcome.UNCERTAIN if self._stage is Stage.DOT else Outcome.DEFERRED
        note = f"{fault.cause[0].upper()}{fault.cause[1:]} {_WHEN[self._stage]}."
        return Verdict(outcome, self._stage, Blame.SERVER, None, note, self.server)


def _fits(stage: Stage, answer: RawReply) -> bool:
    return answer.code == _GO_AHEAD if stage is Stage.DATA else 200 <= answer.code < 300
