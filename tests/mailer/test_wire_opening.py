"""Opening a line: TLS as demanded or nothing, one login, and a verdict for everything that can go wrong."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
from dataclasses import replace
from typing import Any

import pytest

from mailer.errors import Misused
from mailer.wire import Blame, ConnectFailed, Connection, Outcome, Relay, Stage, Tls, Verdict
from mailer.wire.opening import tls_context
from tests.rig.certificates import AUTHORITY, EXPIRED, MISNAMED, RIGHT
from tests.rig.scripted_smtp import ScriptedServer
from tests.rig.smtp_script import Act, Script, Step, cut, drip, endless, hang, raw, say
from tests.rig.wire_cases import ENVELOPE, LETTER, OpenGate, impatient, relay_to, scripted

ENCRYPTED = pytest.mark.parametrize("implicit", [True, False], ids=["implicit", "starttls"])


async def failure(relay: Relay) -> Verdict:
    """The verdict of an opening that fails; nothing of it is left behind."""
    with pytest.raises(ConnectFailed) as caught:
        await Connection.open(relay)
    assert str(caught.value).isprintable()
    verdict = caught.value.verdict
    del caught
    gc.collect()  # a socket left open would warn here
    return verdict


async def failure_with(script: Script, *, slow_at: str = "", **changes: Any) -> Verdict:
    """The same, for a server that plays a script; no letter is ever offered to it."""
    async with ScriptedServer(script) as server:
        verdict = await failure(replace(relay_to(server, slow_at=slow_at), **changes))
    assert not server.commands("MAIL")
    return verdict


def summary(verdict: Verdict) -> tuple[Outcome, Stage, Blame | None]:
    return verdict.outcome, verdict.stage, verdict.blame


# Host trouble: come back later, nothing against any recipient.


async def test_nobody_listening_is_deferred() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        verdict = await failure(Relay("127.0.0.1", closed.getsockname()[1], tls=Tls.OFF))

    assert summary(verdict) == (Outcome.DEFERRED, Stage.CONNECT, Blame.SERVER)
    assert verdict.note.endswith("cannot be reached: Connection refused.")


async def test_unknown_host_name_is_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    verdict = await failure(Relay("relay.example", 25))
    assert summary(verdict) == (Outcome.DEFERRED, Stage.CONNECT, Blame.SERVER)
    assert "Name or service not known" in verdict.note


async def test_every_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ScriptedServer(Script(certificate=RIGHT)) as server:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            places = [closed.getsockname(), ("127.0.0.1", server.port)]
            found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", place) for place in places]
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
            connection = await Connection.open(replace(relay_to(server), host="relay.example"))
        await connection.close()

    assert connection.server == f"scripted.example (127.0.0.1:{server.port})"


@pytest.mark.parametrize(
    ("step", "act"),
    [
        (Step.BANNER, say("421 4.3.2 busy")),
        (Step.BANNER, say("554 5.3.2 go away")),
        (Step.BANNER, cut()),
        (Step.BANNER, raw(b"SSH-2.0-what\r\n")),
        (Step.BANNER, endless("220-hello")),
        (Step.EHLO, say("421 4.3.2 busy")),
        (Step.EHLO, say("550 5.7.1 not you")),
        (Step.EHLO, cut()),
        (Step.EHLO, raw(b"\x00\xff\r\n")),
        (Step.EHLO, endless("250-PIPELINING")),
        (Step.EHLO, raw(b"250 " + b"x" * 100_000)),
    ],
)
async def test_f17_a41_trouble_before_any_letter_defers_all(step: Step, act: Act) -> None:
    verdict = await failure_with(scripted(step, act))
    assert (verdict.outcome, str(verdict.stage), verdict.blame) == (Outcome.DEFERRED, str(step), Blame.SERVER)


@pytest.mark.parametrize("act", [say("421 4.3.2 busy"), cut(), raw(b"what\r\n"), hang()])
async def test_trouble_in_the_banner_inside_tls_is_no_trouble_of_tls(act: Act) -> None:
    script = scripted(Step.BANNER, act, certificate=RIGHT, implicit=True)
    verdict = await failure_with(script, slow_at="banner tls")
    assert summary(verdict) == (Outcome.DEFERRED, Stage.BANNER, Blame.SERVER)


@pytest.mark.parametrize("step", [Step.BANNER, Step.EHLO])
@pytest.mark.parametrize("act", [hang(), drip("220 slow.example", 0.05)], ids=["silence", "drip"])
async def test_f17_a41_deadline_of_banner_and_ehlo_is_by_the_clock(step: Step, act: Act) -> None:
    verdict = await failure_with(scripted(step, act), slow_at=step)

    assert (verdict.outcome, str(verdict.stage)) == (Outcome.DEFERRED, str(step))
    assert verdict.note == "The server did not answer in time."


async def test_silence_at_starttls_is_deferred() -> None:
    script = scripted(Step.STARTTLS, hang(), certificate=RIGHT)
    assert summary(await failure_with(script, slow_at="tls")) == (
        Outcome.DEFERRED,
        Stage.TLS,
        Blame.SERVER,
    )


async def test_silence_in_the_handshake_is_deferred() -> None:
    async with ScriptedServer(scripted(Step.BANNER, hang())) as server:
        relay = replace(relay_to(server), tls=Tls.IMPLICIT, deadlines=impatient("tls", "banner"))
        assert summary(await failure(relay)) == (Outcome.DEFERRED, Stage.TLS, Blame.SERVER)


async def test_server_is_named_by_its_own_words_once_it_has_spoken() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        await connection.close()
    assert connection.server == f"scripted.example (127.0.0.1:{server.port})"

    verdict = await failure_with(scripted(Step.BANNER, cut()))
    assert verdict.server.startswith("127.0.0.1 (127.0.0.1:")


async def test_helo_name_is_ours_or_our_address() -> None:
    async with ScriptedServer() as server:
        for helo in ("", "post.office.example"):
            connection = await Connection.open(replace(relay_to(server), helo=helo))
            await connection.close()

    assert server.commands("EHLO") == [b"EHLO [127.0.0.1]", b"EHLO post.office.example"]


# TLS: a person must look.


@ENCRYPTED
@pytest.mark.parametrize(
    ("certificate", "note"),
    [(EXPIRED, "expired"), (MISNAMED, "not valid for '127.0.0.1'"), (RIGHT, "")],
)
async def test_f23_certificate_is_checked(certificate: str, note: str, implicit: bool) -> None:
    script = Script(certificate=certificate, implicit=implicit)
    if certificate == RIGHT:
        # The right certificate, but nobody here has heard of its authority.
        verdict = await failure_with(script, ca_file="")
        note = "certificate is not good"
    else:
        verdict = await failure_with(script)

    assert summary(verdict) == (Outcome.REFUSED, Stage.TLS, Blame.SERVER)
    assert note in verdict.note


@ENCRYPTED
async def test_f23_certificate_may_bear_the_name_that_is_told(implicit: bool) -> None:
    async with ScriptedServer(Script(certificate=MISNAMED, implicit=implicit)) as server:
        relay = replace(relay_to(server), verify_name="elsewhere.example")
        connection = await Connection.open(relay)
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        await connection.close()

    assert verdict.outcome is Outcome.ACCEPTED


async def test_f24_a39_starttls_that_is_not_offered_is_not_done_without() -> None:
    verdict = await failure_with(Script(), tls=Tls.STARTTLS)

    assert summary(verdict) == (Outcome.REFUSED, Stage.TLS, Blame.SERVER)
    assert "does not offer STARTTLS" in verdict.note


@pytest.mark.parametrize(
    ("line", "outcome"),
    [("454 4.7.0 not now", Outcome.DEFERRED), ("502 5.5.1 never", Outcome.REFUSED)],
)
async def test_a39_refused_starttls_is_not_done_without(line: str, outcome: Outcome) -> None:
    verdict = await failure_with(scripted(Step.STARTTLS, say(line), certificate=RIGHT))
    assert summary(verdict) == (outcome, Stage.TLS, Blame.SERVER)


@ENCRYPTED
async def test_a39_tls_1_1_is_refused(implicit: bool) -> None:
    # The server gives up without a word, so this might as well be a cut line.
    verdict = await failure_with(Script(certificate=RIGHT, implicit=implicit, old_tls=True))
    assert summary(verdict) == (Outcome.DEFERRED, Stage.TLS, Blame.SERVER)
    assert verdict.note == "The line was cut."


async def test_a39_server_that_says_it_knows_no_such_tls_is_refused() -> None:
    alert = bytes([21, 3, 1, 0, 2, 2, 70])  # fatal: protocol_version
    verdict = await failure_with(scripted(Step.BANNER, raw(alert)), tls=Tls.IMPLICIT)
    assert summary(verdict) == (Outcome.REFUSED, Stage.TLS, Blame.SERVER)
    assert "No TLS could be agreed" in verdict.note


async def test_implicit_tls_with_a_plain_server_is_refused() -> None:
    verdict = await failure_with(Script(), tls=Tls.IMPLICIT)
    assert summary(verdict) == (Outcome.REFUSED, Stage.TLS, Blame.SERVER)


async def test_f25_a40_plaintext_before_the_handshake_is_thrown_away() -> None:
    injected = b"250-evil.example\r\n250-AUTH PLAIN\r\n250 SMTPUTF8\r\n"
    script = Script(extensions=("SIZE 1000",), certificate=RIGHT, injected=injected)
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        await connection.close()

    assert connection.server.startswith("scripted.example ")
    assert not connection.features.smtputf8
    assert connection.features.size_limit == 1000
    assert verdict.outcome is Outcome.ACCEPTED


async def test_what_was_offered_before_tls_does_not_count_after_it() -> None:
    plain = Act(b"250-scripted.example\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 STARTTLS\r\n")
    script = Script({Step.EHLO: [plain]}, extensions=(), certificate=RIGHT)
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server))
        await connection.close()

    assert not connection.features.pipelining
    assert not connection.features.smtputf8


def test_tls_context_is_read_once_for_each_state_of_the_file() -> None:
    context = tls_context(str(AUTHORITY))

    assert context is tls_context(str(AUTHORITY))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("content", [None, b"no certificate"])
async def test_unusable_ca_file_is_a_fault_of_the_settings(tmp_path: Any, content: bytes | None) -> None:
    path = tmp_path / "authority.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Misused, match="CA file"):
        await Connection.open(Relay("127.0.0.1", 25, ca_file=str(path)))


# Logging in.


@ENCRYPTED
@pytest.mark.parametrize("logins", ["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2 LOGIN PLAIN"])
async def test_letters_are_sent_as_the_user_of_the_settings(logins: str, implicit: bool) -> None:
    script = Script(certificate=RIGHT, implicit=implicit, users={"office": "s3cret"}, logins=logins)
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server, user="office", password="s3cret"))
        await connection.deliver(ENVELOPE, LETTER, OpenGate())
        await connection.close()

    assert server.letters[0].user == "office"


async def test_f22_wrong_password_is_tried_once_and_stops_the_sender() -> None:
    async with ScriptedServer(Script(users={"office": "s3cret"})) as server:
        verdict = await failure(relay_to(server, user="office", password="wrong"))

    assert summary(verdict) == (Outcome.REFUSED, Stage.AUTH, Blame.SENDER)
    assert verdict.reply is not None
    assert verdict.reply.code == 535
    assert len(server.commands("AUTH")) == 1


async def test_login_that_fails_for_now_is_deferred() -> None:
    script = scripted(Step.AUTH, say("454 4.7.0 the directory is away"), users={"office": "s3cret"})
    verdict = await failure_with(script, user="office", password="s3cret")
    assert summary(verdict) == (Outcome.DEFERRED, Stage.AUTH, Blame.SERVER)


@pytest.mark.parametrize("script", [Script(), Script(users={"a": "b"}, logins="XOAUTH2")])
async def test_login_that_is_not_offered_stops_the_sender(script: Script) -> None:
    verdict = await failure_with(script, user="office", password="s3cret")
    assert summary(verdict) == (Outcome.REFUSED, Stage.AUTH, Blame.SENDER)
    assert "offers no login" in verdict.note


async def test_silence_at_the_login_is_deferred() -> None:
    script = scripted(Step.AUTH, hang(), users={"office": "s3cret"})
    verdict = await failure_with(script, slow_at="auth", user="office", password="s3cret")
    assert summary(verdict) == (Outcome.DEFERRED, Stage.AUTH, Blame.SERVER)


@pytest.mark.parametrize("echo", ["AG9mZmljZQBzM2NyZXQ=", "s3cret"])
async def test_a36_password_that_the_server_repeats_is_withheld(echo: str) -> None:
    script = scripted(Step.AUTH, say(f"500 5.5.1 unknown: AUTH PLAIN {echo}"), users={"office": "s3cret"})
    verdict = await failure_with(script, user="office", password="s3cret")

    assert echo not in repr(verdict)
    assert "withheld" in str(verdict)


async def test_cancelled_opening_leaves_nothing_behind() -> None:
    async with ScriptedServer(scripted(Step.EHLO, hang())) as server:
        task = asyncio.create_task(Connection.open(relay_to(server)))
        while not server.heard:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gc.collect()
