"""Documents for archives and screen readers: PDF/A-2a and PDF/UA-1, as far as a file itself can show."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from letters.document.emblem import read_emblem
from letters.document.typesetting import Side, Typesetter, Window, house_of
from letters.facts import Language
from letters.layout.tree import CopyMark
from mailer.merge import LimitedMerger
from tests.letters.documents import merged_forms
from tests.letters.test_document import VALUES, letter
from tests.letters.test_document_emblem import DISC
from tests.rig.archival import broken_rules

POSTED: Final = Window(("Ministry of Quays", "1 Quay Street"), Side.LEFT)


def document(language: str, merger: LimitedMerger, mark: CopyMark = CopyMark.ORIGINAL) -> bytes:
    """A letter with everything: emblem, window, lists, links with footnotes, a table, headings."""
    source = letter(language)
    house = house_of(source.facts, Language(language), read_emblem(DISC.encode()))
    with Typesetter() as typesetter:
        lines = merged_forms(source, language, VALUES, merger, mark)[2]
        return typesetter.typeset(lines, replace(house, window=POSTED))


@pytest.fixture(scope="module")
def english(merger: LimitedMerger) -> bytes:
    return document("en", merger)


@pytest.mark.parametrize("language", [language.value for language in Language])
def test_a_document_breaks_no_rule_of_the_two_standards(language: str, merger: LimitedMerger) -> None:
    content = document(language, merger, CopyMark.COPY)
    assert broken_rules(content) == []
    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/Direction"] == ("/R2L" if language == "ar" else "/L2R")


def _page(root: Any) -> Any:
    return root["/Pages"]["/Kids"][0].get_object()


def _first(node: Any, kind: str) -> Any:
    """The first structure element of a kind."""
    node = node.get_object()
    if isinstance(node, list):
        return next(filter(None, (_first(one, kind) for one in node)), None)
    if not isinstance(node, DictionaryObject):
        return None
    return node if node.get("/S") == kind else _first(node["/K"], kind) if "/K" in node else None


def _without(name: str) -> Callable[[Any], object]:
    return lambda root: root.pop(name)


def _in_structure(kind: str, change: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda root: change(_first(root["/StructTreeRoot"], kind))


def _renamed(kind: str) -> Callable[[Any], object]:
    return lambda node: node.__setitem__(NameObject("/S"), NameObject(kind))


def _not_embedded(root: Any) -> None:
    font = next(iter(_page(root)["/Resources"]["/Font"].values())).get_object()
    del font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()["/FontFile2"]


def _with_action(root: Any) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    root[NameObject("/OpenAction")] = action


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_without("/MarkInfo"), "not marked"),
        (_without("/Lang"), "no language"),
        (_without("/Metadata"), "does not claim pdfaid:part>2<"),
        (_without("/OutputIntents"), "no output intent"),
        (_without("/ViewerPreferences"), "the title is not displayed"),
        (_without("/StructTreeRoot"), "no structure"),
        (_with_action, "an action: /OpenAction"),
        (_not_embedded, "a font that is not embedded"),
        (_in_structure("/Figure", lambda node: node.pop("/Alt")), "a figure without words"),
        (_in_structure("/TH", lambda node: node.pop("/A")), "a heading of a table without scope"),
        (_in_structure("/H2", _renamed("/H4")), "H4 after H1"),
        (_in_structure("/LI", _renamed("/P")), "LBody in P"),
        (_in_structure("/P", lambda node: node.pop("/K")), "marked contents are not in the structure"),
        (lambda root: _page(root).pop("/Tabs"), "annotations are not in the order of structure"),
        (lambda root: _page(root)["/Annots"][0].get_object().pop("/Contents"), "a link without words"),
    ],
)
def test_each_rule_is_one_that_can_be_broken(
    change: Callable[[Any], object], named: str, english: bytes
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(english)))
    change(writer.root_object)
    spoilt = io.BytesIO()
    writer.write(spoilt)
    assert any(named in rule for rule in broken_rules(spoilt.getvalue()))
