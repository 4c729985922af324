"""What sets documents: the engine, the fonts and the house's own template, each by what makes it the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import import_module, metadata, resources, util
from pathlib import Path
from types import ModuleType
from typing import Final

from mailer.errors import Unreachable

EXTRA: Final = "pdf"
TEMPLATE: Final = "paper.typ"
_FONTS: Final = ("fontpkg_noto_sans", "fontpkg_amiri", "manimgx_fonts_cjk")
"""Latin with Greek and Cyrillic, Arabic, Han."""
_MISSING: Final = (
    "A PDF needs the typesetter and its fonts, which are not installed here. Run:"
    f" pip install 'secretariat-mailer[{EXTRA}]'"
)


def engine_installed() -> bool:
    """Whether documents can be set here: the extra `pdf` of the package is installed."""
    return all(util.find_spec(name) for name in ("typst", *_FONTS))


def engine() -> ModuleType:
    """The typesetter; Unreachable, naming the extra, where documents cannot be set."""
    if not engine_installed():
        raise Unreachable(_MISSING)
    return import_module("typst")


@cache
def template_text() -> str:
    """The house's own template, which decides the look of every document."""
    return resources.files("letters.document").joinpath(TEMPLATE).read_text(encoding="utf-8")


@cache
def font_files() -> tuple[Path, ...]:
    """The font files that documents may use, and no others; in the order of their names."""
    engine()
    folders = [Path(str(resources.files(name))) for name in _FONTS]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".ttf", ".ttc"}]
    return tuple(sorted(found, key=lambda path: path.name))


@cache
def engine_manifest() -> Mapping[str, str]:
    """All that decides how the same letter is set, part by part, in the names a clerk reads; to be sealed."""
    fonts = {f"the font {path.name}": _hash(path.read_bytes()) for path in font_files()}
    return {
        "the document's template": _hash(template_text().encode()),
        "the typesetter": f"typst {metadata.version('typst')}",
        **fonts,
    }


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
