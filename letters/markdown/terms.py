"""Writes a term, whose wording depends on the recipient's category, as a piece of template."""

from __future__ import annotations

from collections.abc import Callable

from letters.markdown.tree import Term


def literal(text: str) -> str:
    """The text as a literal of the template language."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def fixed_for_text(text: str) -> str:
    """Fixed text of a template that is no HTML: a brace can open nothing there."""
    return text.replace("{", "{{ '{' }}")


def fixed_for_html(text: str) -> str:
    """Fixed text of an HTML template."""
    return text.replace("{", "&#123;")


def term_template(term: Term, escape: Callable[[str], str]) -> str:
    """A condition on the field `category`; `escape` makes each wording fixed text for where it stands.

    The plus signs keep the spaces and line ends around it, which the engine would else take away.
    """
    branches = [
        f"{{%+ {'if' if index == 0 else 'elif'} category == {literal(category)} +%}}{escape(text)}"
        for index, (category, text) in enumerate(term.choices)
    ]
    rest = f"{{{{ {term.name} }}}}" if term.otherwise is None else escape(term.otherwise)
    return "".join(branches) + f"{{%+ else +%}}{rest}{{%+ endif +%}}" if branches else rest
