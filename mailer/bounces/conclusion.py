"""From what a notice says of one recipient to the verdict: strong words, status, vague words, reply code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from mailer.bounces.pairs import AN_ADDRESS
from mailer.bounces.phrases import GAP, LONGEST_TEXT, plain
from mailer.bounces.stage import OF_THE_SENDER
from mailer.bounces.status import LATER, REPLIES, enhanced_codes, meaning, reply_codes
from mailer.bounces.vocabulary import Action, Kind, Reason, Verdict
from mailer.bounces.wording import GATEWAY_LABELS, STRONG, VAGUE
from mailer.bounces.wording.rule import Rule

LONGEST_LINE: Final = 300
SHORTEST_NAME: Final = 4
"""Characters of a local part that is known again without its domain."""
NEAR: Final = 24
"""Characters between such a local part within a sentence and its domain."""
_NAME: Final = re.compile(
    r"""(?m)(?:(^[ \t]*+(?:[245][0-9]{2}[ -])?(?:[245]\.[0-9]{1,3}\.[0-9]{1,3} )?|[<"'])|[ \t])"""
    r"""([^\s<>"'@:,;]++)(?=[\s<>"':,;]|$)"""
)
"""A word, and before it the beginning of a reply, a bracket or a quote, or else a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a notice says of one recipient, before anything is concluded."""

    recipient: str
    final: str = ""
    status: str = ""
    """The Status field, or empty."""
    action: Action = Action.FAILED
    diagnostic: str = ""
    """The server's words of this recipient."""
    stage: str = ""
    """The name of a stage (`stage.STAGES`) at which nothing is said against the recipient, or empty."""
    server: str = ""
    """The server that said it, as far as the notice tells."""
    notice: str = ""
    """All words of the notice, asked where the server's say nothing."""
    senders: Collection[str] = ()
    """The addresses that the message came from, in lower case; words about them do not count for hard."""


@dataclass(frozen=True, slots=True)
class _Decision:
    rule: str
    reason: Reason
    hard: bool
    line: str


def conclude(said: Said) -> Verdict:
    """The verdict; the first rule that fits decides. Hard only for what failed for good."""
    decision = next(_decisions(said))
    turned = said.stage or (OF_THE_SENDER if _names_the_sender(decision.line, said) else "")
    if turned and decision.hard:
        decision = replace(decision, rule=f"{decision.rule}, {turned}", reason=Reason.POLICY, hard=False)
    status = _status(said)
    final = said.action is Action.FAILED and not status.startswith("4")
    return Verdict(
        recipient=said.recipient,
        final=said.final,
        status=status,
        kind=Kind.HARD if decision.hard and final else Kind.SOFT,
        reason=decision.reason,
        action=said.action,
        rule=decision.rule,
        line=" ".join(decision.line.split())[:LONGEST_LINE],
    )


def _decisions(said: Said) -> Iterator[_Decision]:
    texts = [said.diagnostic] + ([said.notice] if said.notice != said.diagnostic else [])
    for text in map(_without_labels, texts):
        ready = (plain(text), plain(_naming(said.recipient, text), AN_ADDRESS))
        yield from _by_words(STRONG, said, text, ready)
        told = enhanced_codes(text)
        codes = [*told, said.status] if said.status[2:] in ("0.0", "4.7") else [said.status, *told]
        yield from _by_codes(codes, text)
        yield from _by_words(VAGUE, said, text, ready)
    for text in texts:
        for code in (said.status, *enhanced_codes(text)):
            if code[2:] in LATER:
                found = LATER[code[2:]]
                yield _Decision(f"status {code}", found.reason, found.hard, text or code)
        for code in reply_codes(text):
            if code in REPLIES:
                yield _Decision(f"reply {code}", REPLIES[code].reason, REPLIES[code].hard, text)
    if said.action is Action.DELAYED or _status(said).startswith("4"):
        yield _Decision("nothing but a delay", Reason.TRANSPORT, False, said.diagnostic or said.notice)
    yield _Decision("no rule", Reason.OTHER, False, said.diagnostic or said.notice)


def _naming(recipient: str, text: str) -> str:
    """The text with a word for the recipient, also where a server calls it by its local part alone.

    That has to open a reply or follow a bracket or quote, or to stand by its domain (`a.clerk at b.example`).
    """
    local, _, domain = recipient.partition("@")
    if len(local) < SHORTEST_NAME or local.isalpha():
        return text  # a word like others
    text = text.replace(recipient, AN_ADDRESS) if domain else text

    def named(found: re.Match[str]) -> str:
        if found[2].rstrip(".。") != local:
            return found[0]
        far = NEAR + len(domain)
        around = text[max(0, found.start() - far) : found.end() + far]
        alone = found[1] is not None or (domain and domain in around)
        return f"{found[1] or ''}{AN_ADDRESS}" if alone else found[0]

    return _NAME.sub(named, text)


def _names_the_sender(line: str, said: Said) -> bool:
    """Whether what decided names a sender and not the recipient."""
    lowered = line.lower()
    recipients = {said.recipient.lower(), said.final.lower()} - {""}
    return any(
        sender in lowered for sender in said.senders if sender and sender not in recipients
    ) and not any(recipient in lowered for recipient in recipients)


def _without_labels(text: str) -> str:
    """The text without a gateway's own names of codes, which contradict the reply it goes on to quote."""
    for label in GATEWAY_LABELS:
        text = text.replace(label, "")
    return text


def _by_words(rules: Iterable[Rule], said: Said, text: str, ready: tuple[str, str]) -> Iterator[_Decision]:
    lowered = " ".join(text[:LONGEST_TEXT].lower().split())
    for rule in rules:
        if rule.servers and not _is_from(rule.servers, said, lowered):
            continue
        phrase = rule.first_in(*ready) or next((it for it in rule.literally if it in lowered), "")
        if phrase:
            hard = rule.hard if rule.hard is not None else rule.reason in (Reason.ADDRESS, Reason.DOMAIN)
            yield _Decision(rule.name, rule.reason, hard, _line_with(phrase, text))


def _is_from(servers: tuple[str, ...], said: Said, lowered: str) -> bool:
    """Whether one of the servers, or a mailbox there, is spoken of."""
    domain = said.recipient.lower().rpartition("@")[2]
    return domain.endswith(servers) or any(name in said.server or name in lowered for name in servers)


def _by_codes(codes: Iterable[str], text: str) -> Iterator[_Decision]:
    for code in codes:
        found = meaning(code) if code else None
        if found:
            yield _Decision(f"status {code}", found.reason, found.hard, _line_of_code(code, text))


def _line_with(phrase: str, text: str) -> str:
    """The line of a text that holds a phrase, else the one where it begins; the whole where none does."""
    pieces = [plain(piece).strip() for piece in phrase.split(GAP)]
    begins = ""
    for line in text.splitlines():
        ready = plain(line)
        if pieces[0] in ready:
            if all(piece in ready for piece in pieces):
                return line
            begins = begins or line
    return begins or text


def _line_of_code(code: str, text: str) -> str:
    return next((line for line in text.splitlines() if code in line), text or code)


def _status(said: Said) -> str:
    """The status told; else the one in the words; else the class that the reply code has."""
    if said.status:
        return said.status
    for text in (said.diagnostic, said.notice):
        codes = enhanced_codes(text)
        if codes:
            return codes[0]
        replies = reply_codes(text)
        if replies:
            return f"{replies[0][0]}.0.0"
    return ""
