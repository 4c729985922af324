"""What a specification must fulfil before a blueprint is made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, ParamSpec

from mailer.blueprint import headers
from mailer.blueprint.mailbox import Mailbox, check_address, needs_smtputf8, usable_domain
from mailer.blueprint.parts import check_part
from mailer.blueprint.spec import ENGINE, BlueprintSpec
from mailer.errors import Place, Refused
from mailer.merge import Escaping, problems

RESERVED: Final = frozenset(
    {
        *{"from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "return-path"},
        *{"mime-version", "content-language", "content-type", "content-transfer-encoding", "received"},
        *{"content-disposition", "list-id", "list-unsubscribe", "list-unsubscribe-post", "dkim-signature"},
    }
)
"""Headers that the blueprint writes itself, or that no letter of the office may bring along."""

_HEADER_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_FREE_TEXT: Final = re.compile(r"x-.+|comments|organization", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


P = ParamSpec("P")


def spec_problems(spec: BlueprintSpec) -> tuple[str, ...]:
    """Every reason why no blueprint can be made of this, each a sentence with its place; none if one can."""
    return (*_fact_problems(spec), *_template_problems(spec))


def check_facts(spec: BlueprintSpec) -> None:
    """Refused, with every reason but those within the templates."""
    found = list(_fact_problems(spec))
    if found:
        raise Refused("; ".join(found))


def extra_header(name: str, value: str) -> str:
    """A further header as it stands in the message: free text may be encoded, everything else may not."""
    write = headers.unstructured if _FREE_TEXT.fullmatch(name) else headers.raw
    return write(name, value)


def _template_problems(spec: BlueprintSpec) -> Iterator[str]:
    for field, source, escaping in (
        ("subject", spec.subject, Escaping.HEADER),
        ("text", spec.text, Escaping.TEXT),
        ("html", spec.html, Escaping.HTML),
    ):
        for problem in problems(source, escaping):
            yield f"{Place(line=problem.line, field=field)}: {problem.message}"


def _fact_problems(spec: BlueprintSpec) -> Iterator[str]:
    if spec.engine != ENGINE:
        yield f"engine: Version {spec.engine} is not known; this program has version {ENGINE}."
    if not _LANGUAGE.fullmatch(spec.language):
        yield "language: It is written as in “fr” or “zh-Hans” (RFC 5646)."
    if not usable_domain(spec.domain):
        yield "domain: It is no domain name in plain letters."
    if spec.list_id is not None and not usable_domain(spec.list_id):
        yield "list_id: It is written as in “circulars.office.example” (RFC 2919)."
    for field, mailbox in (("sender", spec.sender), ("reply_to", spec.reply_to)):
        if mailbox:
            yield from _refusal(field, _check_own_mailbox, mailbox)
    for part in spec.parts:
        yield from _refusal("parts", check_part, part)
    yield from _refusal("headers", _check_once, spec.headers)
    for name, value in spec.headers:
        yield from _refusal(f"header {name[:60]!r}", _check_header, name, value)


def _refusal(field: str, check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> Iterator[str]:
    try:
        check(*args, **kwargs)
    except Refused as refused:
        yield f"{field}: {refused.message}"


def _check_own_mailbox(mailbox: Mailbox) -> None:
    check_address(mailbox.address)
    if needs_smtputf8(mailbox.address):
        raise Refused("The office's own address must be in plain letters, or many servers refuse the letter.")
    headers.mailbox("From", mailbox.name, mailbox.address)


def check_headers(given: tuple[tuple[str, str], ...]) -> None:
    """Refused, with the first reason, for headers that a message may not bring along."""
    _check_once(given)
    for name, value in given:
        _check_header(name, value)


def _check_once(given: tuple[tuple[str, str], ...]) -> None:
    if len({name.lower() for name, _ in given}) < len(given):
        raise Refused("One of them is given twice.")


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in RESERVED:
        raise Refused("A header of this name may not be added.")
    extra_header(name, value)
