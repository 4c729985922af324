"""The frame of pages that the house looks at before a letter goes out: title, styles, contents."""

from __future__ import annotations

from html import escape
from typing import Final

_STYLE: Final = """
body { font-family: system-ui, sans-serif; margin: 1.5rem; line-height: 1.45; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #bbb; padding: .5rem .7rem; vertical-align: top; text-align: start; }
th { background: #f2f2f2; position: sticky; top: 0; }
.kind { color: #555; font-size: .8rem; display: block; }
.differs > td { background: #fff6e0; }
.remarks td { background: #fdeaea; border-top: 0; }
.absent { color: #777; font-style: italic; }
tbody th { position: static; }
.proof { table-layout: auto; }
.proof a { white-space: nowrap; margin-inline-end: 1rem; }
h1 .kind { font-size: 1rem; font-weight: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1.2rem 0; }
dt { color: #555; }
dd { margin: 0; }
"""


def framed(title: str, body: str) -> str:
    """A whole HTML page in English; `title` is plain text, `body` is HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
