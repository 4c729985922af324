"""Says in whole sentences, with line and field, why what stands in a file of facts does not fit its model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from letters.findings import Finding, error
from letters.yamltext import Path, Tree, YamlText

_QUOTED: Final = re.compile(r"'([^']*)'")
_PLAIN_SENTENCES: Final = {
    "string_type": "A text is expected here.",
    "tuple_type": "A list is expected here: each entry on a line of its own, after a hyphen and a blank.",
    "union_tag_not_found": "A text is expected here, or one text for each language.",
    "string_unicode": "The text holds half a character, which nothing can print. Type it anew.",
    "string_too_short": "Nothing is written here.",
    "string_pattern_mismatch": "A short name is expected here: small letters, digits and _, a letter first.",
    "missing": "This is missing here.",
}
_MAPPING_ERRORS: Final = frozenset({"model_type", "model_attributes_type", "dict_type", "mapping_type"})


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean “place”?`, with the blank before it; nothing where nothing known is close."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def findings_of(refusal: ValidationError, model: type[BaseModel], read: YamlText, file: str) -> list[Finding]:
    """One error per complaint of the model, at the line of what it is about."""
    complaints = refusal.errors(include_url=False)
    return [_finding(one, model, read, file) for one in complaints if not _follows(one, complaints)]


def _follows(one: ErrorDetails, complaints: list[ErrorDetails]) -> bool:
    """A list that is too short only because its entries were refused is no news."""
    deeper = (
        other for other in complaints if other["loc"][: len(one["loc"])] == one["loc"] and other is not one
    )
    return one["type"] == "too_short" and any(deeper)


def _finding(one: ErrorDetails, model: type[BaseModel], read: YamlText, file: str) -> Finding:
    path = _known_path(one["loc"], read.tree)
    field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
    if one["type"] == "missing":
        field = ".".join([field, str(one["loc"][-1])]).lstrip(".")
    return error(one["type"].replace("_", "-"), _sentence(one, model), file, read.line_of(path), field)


def _known_path(loc: Iterable[str | int], tree: Tree) -> Path:
    """The part of the model's path that the file has: marks that the model sets in between are left out."""
    path: list[str | int] = []
    node = tree
    for part in loc:
        if isinstance(node, dict) and part in node:
            node = node[str(part)]
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _sentence(one: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context = one["type"], one.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_name(one, model)
    if kind == "enum":
        return _not_one_of(str(one["input"]), _QUOTED.findall(context["expected"]))
    if kind in _MAPPING_ERRORS:
        return "Names with values are expected here, each on a line of its own: name, colon, blank, value."
    if kind == "too_short":
        return "At least one is wanted here."
    if kind in {"too_long", "string_too_long"}:
        text = isinstance(one["input"], str)
        return f"At most {context['max_length']} {'characters' if text else 'entries'} can stand here."
    if kind == "value_error":
        return str(context["error"])
    return _PLAIN_SENTENCES.get(kind, f"{one['msg']}.")


def _unknown_name(one: ErrorDetails, model: type[BaseModel]) -> str:
    word = str(one["loc"][-1])
    known = _names_at(one["loc"][:-1], model)
    hint = did_you_mean(word, known) or f" Known here: {', '.join(sorted(known))}."
    return f"“{word}” is not a name that is known here.{hint}"


def _not_one_of(word: str, known: list[str]) -> str:
    hint = did_you_mean(word, known) or f" It can be {', '.join(known)}."
    return f"“{word}” cannot stand here.{hint}"


def _names_at(loc: Iterable[str | int], model: type[BaseModel]) -> set[str]:
    """The names of the model that stands at this path."""
    here = model
    for part in loc:
        found = here.model_fields.get(str(part))
        inner = next(_models_in(found.annotation), None) if found else None
        here = inner or here
    return set(here.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def without_nothing(tree: Tree) -> Tree:
    """The tree without names that have no value: a clerk may leave `fax:` empty."""
    if isinstance(tree, dict):
        return {name: without_nothing(value) for name, value in tree.items() if value is not None}
    return [without_nothing(value) for value in tree] if isinstance(tree, list) else tree
