"""Checks that the mailboxes a letter prints are the house's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letters.checks.house import House
from letters.checks.places import fact_warning
from letters.findings import Finding, warning
from letters.parity.differences import Version
from letters.source import LetterSource
from mailer.address import Address, parse

_MAILTO = "mailto:"


def check_mailboxes(letter: LetterSource, versions: Sequence[Version], house: House) -> Iterator[Finding]:
    """Mailboxes of another domain than the office's; without an office, contacts of several domains.

    An old letter names those it named; they are not looked at.
    """
    if letter.facts.legacy:
        return
    if not house.domains:
        yield from _several(letter)
        return
    for keys, mailbox in _in_facts(letter):
        domain = _domain(mailbox)
        if domain and not house.owns(domain):
            yield fact_warning(letter, "foreign-domain", _sentence(mailbox), *keys)
    seen: set[tuple[str, str]] = {("", mailbox) for _, mailbox in _in_facts(letter)}
    for version in versions:
        for portion in version.portions:
            for mailbox in (link.removeprefix(_MAILTO) for link in portion.links if link.startswith(_MAILTO)):
                domain = _domain(mailbox.partition("?")[0])
                known = ("", mailbox) in seen or (version.file, mailbox) in seen
                if domain and not house.owns(domain) and not known:
                    seen.add((version.file, mailbox))
                    yield warning("foreign-domain", _sentence(mailbox), version.file, portion.line)


def _sentence(mailbox: str) -> str:
    return f"{mailbox} is no mailbox of this office. Is it right? Its domains are in office.toml."


def _in_facts(letter: LetterSource) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, contact in enumerate(letter.facts.contacts):
        if contact.email:
            yield ("contacts", index, "email"), contact.email
    for index, ask in enumerate(letter.facts.asks):
        if ask.channel and ask.channel.mailbox:
            yield ("asks", index, "channel", "mailbox"), ask.channel.mailbox


def _domain(mailbox: str) -> str:
    """The domain; nothing for what is no mailbox, which other checks name."""
    address = parse(mailbox)
    return address.key.rpartition("@")[2] if isinstance(address, Address) else ""


def _several(letter: LetterSource) -> Iterator[Finding]:
    found = [(keys, mailbox, _domain(mailbox)) for keys, mailbox in _in_facts(letter)]
    first = next((domain for _, _, domain in found if domain), "")
    for keys, mailbox, domain in found:
        if domain and domain != first and not _below(domain, first):
            message = f"{mailbox} is of another domain than the first mailbox, {first}. Is it right?"
            yield fact_warning(letter, "foreign-domain", message, *keys)


def _below(domain: str, other: str) -> bool:
    """Whether one of two domains lies below the other."""
    return domain.endswith(f".{other}") or other.endswith(f".{domain}")
