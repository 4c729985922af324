"""Tells in a text what was to be filled in and was not: XX, ____, TBC, [date]."""

from __future__ import annotations

import re
from typing import Final

# In Spanish `todo` is a word; `invité à confirmer sa venue` leaves nothing open, `salle à confirmer` does.
_SURE: Final = re.compile(
    r"(?:\b(?:TBC|TBD|(?-i:TODO)|FIXME|NNN+|XXXX+)\b"
    r"|\b(?:to be (?:confirmed|completed)|por (?:completar|confirmar))\b"
    r"|(?<!é )(?<!és )(?<!ée )(?<!ées )\bà (?:compléter|confirmer)\b"
    r"|lorem ipsum|_{4,}|\?{3,}|\[(?:\.{2,}|…)\](?!\()"
    r"|\[(?:date|name|place|number|nom|lieu|numéro|fecha|nombre|lugar|número|дата|имя|место|номер)\](?!\())",
    re.IGNORECASE,
)
_CROSSES: Final = re.compile(r"(?<![^\W\d_])(?:XX|xx|XXX|xxx)(?![^\W\d_])")
# After these words XX and XXX are the Roman numbers 20 and 30.
_NUMBERED: Final = re.compile(
    r"(?:article|chapter|chapitre|capítulo|artículo|part|partie|parte|section|sección|title|titre|título|annexe?"
    r"|anexo|appendi(?:x|ce)|volume|tome|session|century|siècle|siglo|глава|статья|раздел|часть)s?\s+$",
    re.IGNORECASE,
)


def unresolved(text: str) -> str | None:
    """The first thing in a text that was to be filled in, as it stands there; None when there is none."""
    found = _SURE.search(text)
    if found:
        return found[0]
    for crosses in _CROSSES.finditer(text):
        if not _NUMBERED.search(text[: crosses.start()]):
            return crosses[0]
    return None
