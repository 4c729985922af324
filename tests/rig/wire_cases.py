"""A letter, a gate and a relay for tests of the wire."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailer.wire import Connection, Deadlines, Envelope, Relay, Tls, Verdict
from tests.rig.certificates import AUTHORITY
from tests.rig.scripted_smtp import ScriptedServer
from tests.rig.smtp_script import EVERYTHING, Acts, Key, Script

LETTER = (
    b"From: a@office.example\r\nTo: b@state.example\r\nSubject: Call\r\n\r\n.hidden\r\n..\r\n.\r\nEnd.\r\n"
)
ENVELOPE = Envelope("bounces@office.example", "b@state.example", "e1")
STEPWISE = tuple(extension for extension in EVERYTHING if extension != "PIPELINING")

QUICK = 0.15
"""Seconds: a deadline that is meant to pass."""


def impatient(*stages: str) -> Deadlines:
    """Deadlines that nothing reaches by accident, but for these stages, where waiting is the case."""
    patient = Deadlines(*(20.0 for _ in Deadlines.__slots__))
    return replace(patient, **dict.fromkeys(stages, QUICK))


def relay_to(server: ScriptedServer, *, slow_at: str = "", user: str = "", password: str = "") -> Relay:
    """The settings that fit the server's script."""
    script = server.script
    tls = Tls.IMPLICIT if script.implicit else Tls.STARTTLS if script.certificate else Tls.OFF
    return Relay(
        "127.0.0.1",
        server.port,
        tls=tls,
        ca_file=str(AUTHORITY) if script.certificate else "",
        user=user,
        password=password,
        deadlines=impatient(*slow_at.split()),
    )


class OpenGate:
    """A gate that counts, says what it is told to say, and looks at what the server has by then."""

    def __init__(self, answer: bool = True) -> None:
        self.answer = answer
        self.calls = 0

    async def __call__(self) -> bool:
        self.calls += 1
        return self.answer


def scripted(key: Key, acts: Acts, *, together: bool = True, **changes: Any) -> Script:
    """A server that departs from the usual at one step, with or without PIPELINING."""
    script = Script(acts={key: acts}, extensions=EVERYTHING if together else STEPWISE)
    return replace(script, **changes)


async def deliver_once(script: Script, *, slow_at: str = "") -> tuple[Verdict, ScriptedServer, OpenGate]:
    """One letter to a server that plays the script, and everything closed again."""
    gate = OpenGate()
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server, slow_at=slow_at))
        try:
            verdict = await connection.deliver(ENVELOPE, LETTER, gate)
        finally:
            await connection.close()
    return verdict, server, gate
