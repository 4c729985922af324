"""Writes what depends on the recipient inside a line, a term or a salutation, as a piece of template."""

from __future__ import annotations

from collections.abc import Callable

from letters.markdown.tree import Field, Inline, Plain, Suited, Term


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


def suited_template(suited: Suited, plain: Callable[[str], str], field: Callable[[str], str]) -> str:
    """A condition for each case; `plain` and `field` write fixed text, and fields by their source."""

    def written(words: tuple[Inline, ...]) -> str:
        return "".join(map(one, words))

    def one(inline: Inline) -> str:
        match inline:
            case Plain():
                return plain(inline.text)
            case Field():
                return field(inline.source)
            case Suited():
                return suited_template(inline, plain, field)
            case _:
                raise TypeError(
                    f"{type(inline).__name__} cannot stand in words that depend on the recipient."
                )

    branches = [
        f"{{%+ {'if' if index == 0 else 'elif'} {condition} +%}}{written(words)}"
        for index, (condition, words) in enumerate(suited.cases)
    ]
    return "".join(branches) + f"{{%+ else +%}}{written(suited.otherwise)}{{%+ endif +%}}"
