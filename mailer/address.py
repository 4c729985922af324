"""E-mail addresses: one normal form for each, or one sentence that says why there is none.

What is made of what was typed: white space around it goes; a domain becomes lower case and IDNA 2008
(`straße.de` is xn--strae-oqa.de, never strasse.de; an ideographic full stop is a dot); the local part is
composed (NFC) and keeps its case for the wire. Everything else that is odd is refused, never repaired:
full-width signs, invisible characters, comments, quotes. Two addresses are the same when their keys are:
case does not matter anywhere, nor does the spelling of a domain, but `ann+news@` and `ann@` are two, for
only their host knows better.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

MAX_LOCAL: Final = 64
"""Octets before the @ (RFC 5321 4.5.3.1.1)."""
MAX_DOMAIN: Final = 253
"""Characters of a domain: 255 octets on the wire of the DNS (RFC 1035 2.3.4)."""
MAX_ADDRESS: Final = 254
"""Octets of an address: a path of 256 with its angle brackets (RFC 5321 4.5.3.1.3)."""
DOMAINS_KEPT: Final = 100_000
"""For how many domains a verdict is remembered: each is a few hundred bytes."""

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_QUICK: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+[A-Za-z]{{2,63}})")
_DOUBTFUL_LABEL: Final = re.compile(r"(?:^|\.)..--")
_SPECIAL_USE: Final = tuple(f".{name}" for name in SPECIAL_USE_DOMAIN_NAMES)
_LATIN_LOOKALIKES: Final = frozenset("асԁеһіјӏорԛѕԝхуүѵοαυνικρτ")
_WRITTEN_TOGETHER: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})


@dataclass(frozen=True, slots=True)
class AddressProblem:
    """Why a text is no address that we write to: one sentence for a clerk."""

    message: str

    def __str__(self) -> str:
        """The sentence."""
        return self.message


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its normal form."""

    local: str
    """What stands before the @, composed (NFC), its case kept."""
    domain: str
    """The domain as an A-label in lower case."""
    key: str
    """The address key: equal for two spellings of one address, stored and indexed wherever an address is."""
    shown_domain: str
    """The domain as people write it, international ones in their own letters."""
    warnings: tuple[str, ...] = ()
    """What a person should look at before trusting it, such as a domain in mixed scripts."""

    @property
    def wire(self) -> str:
        """As it goes into RCPT TO."""
        return f"{self.local}@{self.domain}"

    @property
    def display(self) -> str:
        """As people read it."""
        return f"{self.local}@{self.shown_domain}"

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server that offers SMTPUTF8 (RFC 6531) can take it."""
        return not self.local.isascii()

    def __str__(self) -> str:
        """As people read it."""
        return self.display


def parse(text: str) -> Address | AddressProblem:
    """The one address that a text holds, or why it holds none.

    A quick strict check settles plain ASCII addresses; the full validator is asked only where that doubts,
    and about a domain once. Nothing is looked up in the DNS.
    """
    text = text.strip()
    quick = plain_forms(text)
    if quick is None:
        return _parse_with_care(text)
    local, _, domain = quick[0].rpartition("@")
    return Address(local, domain, quick[1], domain)


def forms_of_wire(address: str) -> tuple[str, str]:
    """The key and the domain of an address as it goes into RCPT TO; both empty if it is none."""
    plain = plain_forms(address)
    if plain is not None:
        return plain[1], plain[0].rpartition("@")[2]
    parsed = parse(address)
    return (parsed.key, parsed.domain) if isinstance(parsed, Address) else ("", "")


def is_listed(key: str, domain: str, listed: Collection[str]) -> bool:
    """Whether an address stands in a list of address keys and `@domain`s, by itself or by its domain."""
    return key in listed or f"@{domain}" in listed


def plain_forms(text: str) -> tuple[str, str] | None:
    """The wire form and the key of a plain ASCII address; None where only `parse` can tell.

    This is the quick check by itself, for those who read addresses by the hundred thousand.
    """
    quick = _QUICK.fullmatch(text)
    if quick is None or len(text) > MAX_ADDRESS:
        return None
    local, domain = quick.groups()
    domain = domain.lower()
    if len(local) > MAX_LOCAL or domain.endswith(_SPECIAL_USE) or len(domain) > MAX_DOMAIN:
        return None
    if "--" in domain and _DOUBTFUL_LABEL.search(domain):
        return None
    wire = f"{local}@{domain}"
    return wire, wire.lower()


def _parse_with_care(text: str) -> Address | AddressProblem:
    message = _plain_fault(text)
    if message:
        return AddressProblem(message)
    local, _, domain = text.rpartition("@")
    local = unicodedata.normalize("NFC", local)
    message = _fault_of_local(local)
    if message:
        return AddressProblem(message)
    verdict = judge_domain(domain)
    if isinstance(verdict, AddressProblem):
        return verdict
    if len(f"{local}@{verdict.ascii}".encode()) > MAX_ADDRESS:
        return AddressProblem(f"The address is longer than {MAX_ADDRESS} characters.")
    key = f"{unicodedata.normalize('NFC', local.casefold())}@{verdict.ascii}"
    warnings = verdict.warnings
    if len(scripts_of(local)) > 1:
        warnings = (f"The part “{local}” mixes letters of several scripts.", *warnings)
    return Address(local, verdict.ascii, key, verdict.shown, warnings)


def _plain_fault(text: str) -> str:
    """What is wrong with the text as a whole, the commonest mistakes first; empty if nothing is."""
    if not text:
        return "There is no address."
    for character in text:
        message = _fault_of_character(character)
        if message:
            return message
    if "<" in text or ">" in text:
        return "Write only the address, without a name and without < and >."
    if ";" in text or "," in text:
        return "There is more than one address, or a comma or semicolon in it; one is wanted."
    if text.count("@") != 1:
        return f"An address holds exactly one @; “{text[:80]}” has {text.count('@')}."
    if text.startswith("@") or text.endswith("@"):
        return f"“{text[:80]}” lacks the part before or after the @."
    return ""


def _fault_of_character(character: str) -> str:
    if character.isascii() and character.isprintable() and character != " ":
        return ""
    kind = unicodedata.category(character)
    code = f"U+{ord(character):04X}"
    if kind in ("Cc", "Zl", "Zp") or character in "\r\n":
        return f"There is a line break or control character ({code}) in the address."
    if kind == "Zs":
        return "There is a space inside the address, or more than one address."
    if kind in ("Cf", "Cs", "Co", "Cn"):
        return f"There is an invisible character ({code}) in the address; type it again by hand."
    if unicodedata.east_asian_width(character) == "F":
        return f"The character “{character}” is full-width; type the plain one instead."
    return ""


def _fault_of_local(local: str) -> str:
    if local.startswith('"') or local.endswith('"'):
        return "Addresses with quotation marks are not written to."
    if "(" in local or ")" in local:
        return "Comments in parentheses are not allowed in an address."
    if len(local.encode()) > MAX_LOCAL:
        return f"The part before the @ is longer than {MAX_LOCAL} characters."
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "The part before the @ begins or ends with a dot, or holds two in a row."
    try:
        validate_email(f"{local}@domain.example", check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        return f"The part before the @ is not valid: {_sentence(error)}"
    return ""


@dataclass(frozen=True, slots=True)
class DomainVerdict:
    """A domain that may be written to, in both its forms."""

    ascii: str
    shown: str
    warnings: tuple[str, ...]


@lru_cache(maxsize=DOMAINS_KEPT)
def judge_domain(domain: str) -> DomainVerdict | AddressProblem:
    """The verdict of the full validator (IDNA 2008 with UTS 46) on a domain, reached once for each."""
    message = _fault_of_domain(domain)
    if message:
        return AddressProblem(message)
    try:
        found = validate_email(f"x@{domain}", check_deliverability=False)
    except EmailNotValidError as error:
        if domain.lower().endswith(_SPECIAL_USE):
            return AddressProblem(_special_use(domain))
        return AddressProblem(f"The domain “{domain[:80]}” is not valid: {_sentence(error)}")
    ascii_domain, shown = found.ascii_domain.lower(), found.domain
    return DomainVerdict(ascii_domain, shown, _warnings_about(shown))


def _fault_of_domain(domain: str) -> str:
    if domain.startswith("["):
        return "An address at a bare number ([127.0.0.1]) is not written to; a domain is wanted."
    if "(" in domain or ")" in domain:
        return "Comments in parentheses are not allowed in an address."
    if len(domain) > MAX_DOMAIN:
        return f"The domain is longer than {MAX_DOMAIN} characters."
    if domain.endswith("."):
        return "The domain ends with a dot; leave it away."
    if domain.startswith(".") or ".." in domain:
        return "The domain begins with a dot or holds two in a row."
    if "." not in domain and not any(character in domain for character in "。．｡"):
        return f"“{domain[:80]}” is no domain on the Internet: it has no dot."
    return ""


def _special_use(domain: str) -> str:
    return f"The domain “{domain[:80]}” is set aside for special use and gets no mail from the Internet."


def _sentence(error: EmailNotValidError) -> str:
    return str(error).rstrip(".") + "."


def _warnings_about(shown: str) -> tuple[str, ...]:
    """What makes an international domain look like another one (trust.md A05)."""
    if shown.isascii():
        return ()
    labels = shown.split(".")
    mixed = [label for label in labels if len(scripts_of(label)) > 1]
    alike = [
        label
        for label in labels
        if not label.isascii() and set(label) - set("-0123456789") <= _LATIN_LOOKALIKES
    ]
    found = [f"The domain name “{label}” mixes letters of several scripts." for label in mixed]
    found += [f"The domain name “{label}” looks like Latin letters but is not." for label in alike]
    return tuple(found)


def scripts_of(text: str) -> frozenset[str]:
    """The scripts whose letters a text uses, by their Unicode names; one writing system counts once."""
    names = {
        unicodedata.name(letter, "UNKNOWN").split(" ")[0].split("-")[0] for letter in text if letter.isalpha()
    }
    if names & _WRITTEN_TOGETHER:
        names = (names - _WRITTEN_TOGETHER) | {"CJK"}
    return frozenset(names)
