"""How a reference is printed from its pattern, and the forms of it that sort, file and compare."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import Formatter
from typing import Final

from mailer.errors import Misused, Refused

SEQ: Final = "seq"
YEARS: Final = frozenset({"yy", "yyyy"})
TOKENS: Final = frozenset({"series", "scope", "unit", "initials", "period", SEQ, *YEARS})
LONGEST: Final = 200
"""Characters a pattern may have."""

_WIDTH: Final = re.compile(r"(?:0[1-9]d?)?", re.ASCII)
_NUMBER: Final = re.compile(r"\{seq[^}]*\}")
_DIGITS: Final = re.compile(r"([0-9]+)")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._]+")
_DIGITS_SORTED: Final = 15


class ResetPolicy(StrEnum):
    """When the counter of an epoch begins again (letters.md 2.1, conclusion iii)."""

    NEVER = "never"
    YEAR = "year"
    PERIOD = "period"  # when a named period begins, such as a study period
    MANUAL = "manual"  # only when somebody opens a new epoch


@dataclass(frozen=True)
class Particulars:
    """What a pattern is filled with; empty is what the letter does not name."""

    series: str
    issue_date: date
    seq: int
    scope: str = ""
    unit: str = ""
    initials: str = ""
    period: str = ""


@dataclass(frozen=True)
class Pattern:
    """A pattern that was checked: literal text and tokens (letters.md 2.3)."""

    text: str
    tokens: frozenset[str]

    def shape(self, series: str) -> str:
        """What two patterns have in common that print the same references: the text around their numbers."""
        plain = self.text.replace("{series}", series)
        return comparable(_NUMBER.sub("{seq}", plain))

    def printed(self, particulars: Particulars) -> str:
        """The reference; Refused if the letter does not name what the pattern asks for."""
        issued = particulars.issue_date
        values: dict[str, str | int] = {
            "series": particulars.series,
            "yy": f"{issued.year % 100:02d}",
            "yyyy": f"{issued.year:04d}",
            SEQ: particulars.seq,
            "scope": particulars.scope,
            "unit": particulars.unit,
            "initials": particulars.initials,
            "period": particulars.period,
        }
        for token in sorted(self.tokens):
            if values[token] == "":
                raise Refused(
                    f"References of the series {particulars.series} name a {token} ({self.text}), and the"
                    f" letter has none. Write “{token}:” beside “series:” in letter.yaml."
                )
        return self.text.format(**values)


def read_pattern(text: str, reset: ResetPolicy) -> Pattern:
    """The pattern of an epoch; Misused for one that is broken or would print the same reference twice."""
    text = text.strip()
    if not text or len(text) > LONGEST or not text.isprintable():
        raise Misused(f"A pattern is one line of at most {LONGEST} characters, such as {{series}}-{{seq}}.")
    tokens = list(_tokens(text))
    if tokens.count(SEQ) != 1:
        raise Misused(f"The pattern {text} must hold {{seq}}, or {{seq:04d}}, once.")
    pattern = Pattern(text, frozenset(tokens))
    if reset is ResetPolicy.YEAR and not pattern.tokens & YEARS:
        raise Misused(
            f"With {text} the same reference would be printed every year: put {{yy}} or {{yyyy}} into it."
        )
    if reset is ResetPolicy.PERIOD and "period" not in pattern.tokens:
        raise Misused(f"With {text} the same reference would be printed in every period: put {{period}} in.")
    return pattern


def _tokens(text: str) -> Iterator[str]:
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise Misused(f"The braces of the pattern {text} do not match.") from None
    for _, token, width, conversion in pieces:
        if token is None:
            continue
        if token not in TOKENS or conversion:
            known = ", ".join(f"{{{name}}}" for name in sorted(TOKENS))
            raise Misused(f"{{{token}}} means nothing in a pattern. There are: {known}.")
        if (width and token != SEQ) or not _WIDTH.fullmatch(width or ""):
            raise Misused(f"In the pattern {text} only {{seq}} takes a width, as in {{seq:04d}}.")
        yield token


def period_of(reset: ResetPolicy, issue_date: date, named: str) -> str:
    """Which run of the counter a letter of this date belongs to; `named` is the period in force."""
    if reset is ResetPolicy.YEAR:
        return f"{issue_date.year:04d}"
    return named if reset is ResetPolicy.PERIOD else ""


def natural_key(printed: str) -> str:
    """A text whose order, character by character, is the natural one: 10 after 9, letter case ignored."""
    folded = unicodedata.normalize("NFC", printed).casefold()
    return "".join(
        part.lstrip("0").zfill(_DIGITS_SORTED) if part.isascii() and part.isdigit() else part
        for part in _DIGITS.split(folded)
    )


def comparable(printed: str) -> str:
    """The form in which two printed references are the same: letter case, width and blanks aside."""
    return " ".join(unicodedata.normalize("NFKC", printed).casefold().split())


def filing_key(printed: str) -> str:
    """The reference in plain letters, digits and `- . _`, for file names, searches and the record."""
    plain = unicodedata.normalize("NFKD", printed).encode("ascii", "ignore").decode("ascii")
    key = _UNSAFE.sub("-", plain).strip("-._")
    if key and any(character.isalnum() for character in key):
        return key[:100]
    return "ref-" + hashlib.sha256(printed.encode("utf-8")).hexdigest()[:8]
