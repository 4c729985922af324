"""The SMTP dialogue: hands one letter to one server and says exactly what became of it."""

from mailer.section import Tls
from mailer.wire.connection import Connection, Gate
from mailer.wire.envelope import Envelope, Features
from mailer.wire.opening import ConnectFailed
from mailer.wire.relay import Deadlines, Relay
from mailer.wire.verdict import Blame, Outcome, Reply, Stage, Verdict

__all__ = [
    "Blame",
    "ConnectFailed",
    "Connection",
    "Deadlines",
    "Envelope",
    "Features",
    "Gate",
    "Outcome",
    "Relay",
    "Reply",
    "Stage",
    "Tls",
    "Verdict",
]
