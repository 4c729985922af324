"""What a file itself shows of PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): the rules it breaks."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject

CLAIMS: Final = ("pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "<dc:title>")
# fmt: off
STANDARD: Final = frozenset((
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "P",
    "NonStruct", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH",
    "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "Code", "Link", "Annot", "Figure",
))
# fmt: on
"""Structure types of ISO 32000-1 section 14.8.4, without its forms and ruby."""
INSIDE: Final = {
    "LI": {"L"},
    "Lbl": {"LI", "Note", "P", "LBody", "Span", "TD", "TH"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}
PAINTING: Final = frozenset(b"Tj TJ ' \" f F f* B b S s Do sh EI".split())
ACTING: Final = frozenset({"/JavaScript", "/JS", "/Launch", "/AA", "/OpenAction", "/EmbeddedFiles"})


def broken_rules(content: bytes) -> list[str]:
    """The rules that a document breaks, each in a few words; none for one that is as it claims to be."""
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    return [*_of_the_file(reader, root), *_of_structure(root), *_of_pages(reader, root)]


def _of_the_file(reader: PdfReader, root: Any) -> Iterator[str]:
    if reader.is_encrypted:
        yield "encrypted"
    if "/ID" not in reader.trailer:
        yield "no file identifier"
    claims = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    yield from (f"does not claim {claim}" for claim in CLAIMS if claim not in re.sub(r"\s", "", claims))
    marked = {name: bool(getattr(said, "value", said)) for name, said in root.get("/MarkInfo", {}).items()}
    if not marked.get("/Marked") or marked.get("/Suspects"):
        yield "not marked"
    if not re.fullmatch(r"[a-z]{2}", str(root.get("/Lang", ""))):
        yield "no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not displayed"
    if not any("/DestOutputProfile" in intent.get_object() for intent in root.get("/OutputIntents", [])):
        yield "no output intent"
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, DictionaryObject) and ACTING & found.keys():
            yield f"an action: {', '.join(sorted(ACTING & found.keys()))}"


def _of_structure(root: Any) -> Iterator[str]:
    if "/StructTreeRoot" not in root:
        yield "no structure"
        return
    roles = root["/StructTreeRoot"].get("/RoleMap", {})
    level = 0
    for node, kind, parent in _nodes(root["/StructTreeRoot"], roles, ""):
        if kind not in STANDARD:
            yield f"an unknown structure type: {kind}"
        if parent not in INSIDE.get(kind, {parent}):
            yield f"{kind} in {parent}"
        if kind == "Figure" and not str(node.get("/Alt", "")).strip():
            yield "a figure without words"
        if kind == "TH" and "/Scope" not in str(node.get("/A", "")):
            yield "a heading of a table without scope"
        if heading := re.fullmatch(r"H(\d)", kind):
            if int(heading[1]) > level + 1:
                yield f"H{heading[1]} after H{level}"
            level = int(heading[1])


def _nodes(node: Any, roles: Any, parent: str) -> Iterator[tuple[Any, str, str]]:
    """Every element with its standard type, and that of the one it stands in."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for one in node:
            yield from _nodes(one, roles, parent)
    elif isinstance(node, DictionaryObject) and node.get("/Type") not in ("/MCR", "/OBJR"):
        kind = str(roles.get(node.get("/S"), node.get("/S", ""))).removeprefix("/")
        if kind:
            yield node, kind, parent
        if "/K" in node:
            yield from _nodes(node["/K"], roles, kind)


def _of_pages(reader: PdfReader, root: Any) -> Iterator[str]:
    tagged = _tagged(root["/StructTreeRoot"]) if "/StructTreeRoot" in root else Counter()
    for number, page in enumerate(reader.pages, start=1):
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            yield from _of_font(font.get_object())
        marks = yield from _of_marks(reader, page, number)
        place = getattr(page.indirect_reference, "idnum", 0)
        if any(tagged[place, mark] != 1 for mark in marks):
            yield f"page {number}: marked contents are not in the structure, each once"
        annotations = [one.get_object() for one in page.get("/Annots", [])]
        if annotations and page.get("/Tabs") != "/S":
            yield f"page {number}: annotations are not in the order of structure"
        if any("/StructParent" not in one or not one.get("/Contents") for one in annotations):
            yield f"page {number}: a link without words, or outside the structure"


def _tagged(node: Any, page: int = 0) -> Counter[tuple[int, int]]:
    """How often the structure names each piece of marked contents, by page and number."""
    found: Counter[tuple[int, int]] = Counter()
    value: Any = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(value, ArrayObject):
        for one in value:
            found += _tagged(one, page)
    elif isinstance(value, DictionaryObject):
        page = getattr(value.raw_get("/Pg"), "idnum", page) if "/Pg" in value else page
        if value.get("/Type") == "/MCR":
            found[page, int(str(value["/MCID"]))] += 1
        elif "/K" in value:
            found += _tagged(value.raw_get("/K"), page)
    elif isinstance(value, int):
        found[page, value] += 1
    return found


def _of_font(font: Any) -> Iterator[str]:
    for one in [font, *(child.get_object() for child in font.get("/DescendantFonts", []))]:
        descriptor = one.get("/FontDescriptor")
        if descriptor and not {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys():
            yield f"a font that is not embedded: {one['/BaseFont']}"
    if "/ToUnicode" not in font:
        yield f"a font that cannot be copied from: {font['/BaseFont']}"


def _of_marks(reader: PdfReader, page: PageObject, number: int) -> Generator[str, None, set[int]]:
    """What is painted outside of marks; gives back the numbers of marked contents."""
    marks: set[int] = set()
    depth = 0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"BDC", b"BMC"}:
            depth += 1
            if len(operands) > 1 and isinstance(operands[1], DictionaryObject) and "/MCID" in operands[1]:
                marks.add(int(str(operands[1]["/MCID"])))
        elif operator == b"EMC":
            depth -= 1
        elif operator in PAINTING and not depth:
            yield f"page {number}: painted outside of the structure"
            break
    return marks
