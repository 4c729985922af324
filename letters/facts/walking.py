"""Walks through all facts of a letter, to say something about every text in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

from pydantic import BaseModel

from letters.facts.terms import Wording
from letters.facts.wording import Language, Lines, Text

Keys = tuple[str | int, ...]
_PLAIN_KEYS: Final = frozenset({"time_zone", "zone"})


def texts_by_language(facts: BaseModel) -> Iterator[tuple[Keys, frozenset[Language]]]:
    """Each text that is given by language: the keys that lead to it, and its languages."""
    for keys, value in _walk(facts, ()):
        if isinstance(value, Text | Lines | Wording) and value.languages is not None:
            yield keys, value.languages


def plain_texts(facts: BaseModel) -> Iterator[tuple[Keys, str]]:
    """Each single text with the keys that lead to it, the one of each language apart."""
    for keys, value in _walk(facts, ()):
        if isinstance(value, str):
            yield keys, value
        elif isinstance(value, Text | Lines | Wording):
            yield from ((found, text) for found, text in _walk(value.root, keys) if isinstance(text, str))


def _walk(value: object, keys: Keys) -> Iterator[tuple[Keys, object]]:
    if isinstance(value, Text | Lines | Wording) or (isinstance(value, str) and not isinstance(value, Enum)):
        if not (keys and keys[-1] in _PLAIN_KEYS):
            yield keys, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), (*keys, name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, (*keys, str(name)))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*keys, index))
