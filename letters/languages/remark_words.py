"""What a preview says of itself and of the letter in each language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from letters.facts import Language
from mailer.merge import ConditionWords


@dataclass(frozen=True)
class RemarkWords:
    """The note above a preview, and the remarks on who gets what; a remark that ends with a colon leads on.

    `{name}` and `{names}` are fields in their marks, `{text}` the default of one, `{condition}` what holds.
    """

    note: str
    on_remarks: str
    default: str
    only: str
    otherwise: str
    otherwise_only: str
    each_row: str
    end_of_rows: str
    end: str
    end_of_part: str
    conditions: ConditionWords


@cache
def remark_words(language: Language) -> RemarkWords:
    """The words of a language."""
    words = dict(_all_words()[language])
    return RemarkWords(conditions=ConditionWords(**words.pop("conditions")), **words)


@cache
def _all_words() -> dict[str, Any]:
    text = resources.files("letters.languages").joinpath("remarks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
