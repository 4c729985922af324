"""Audience expressions: read into a tree, or refused with the column and a hint."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipients.audience import (
    AllOf,
    AnyOf,
    Clause,
    ClauseKind,
    Except,
    ExpressionProblem,
    Node,
    parse_expression,
    sets_named,
)


def shown(node: Node) -> str:
    """The tree with a parenthesis around everything."""
    if isinstance(node, Clause):
        return f"{node.kind.value}:{'|'.join(value.text for value in node.values)}"
    if isinstance(node, Except):
        return f"({shown(node.base)} - {shown(node.out)})"
    return f"({(' & ' if isinstance(node, AllOf) else ' + ').join(map(shown, node.parts))})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("all", "all:"),
        ("category governments", "category:governments"),
        ("COUNTRY ch , fr", "country:ch|fr"),
        ("list “Friends of the Sea”", "list:Friends of the Sea"),
        ("list « Amis  de la mer »", "list:Amis de la mer"),
        ("category a and country b or list c", "((category:a & country:b) + list:c)"),
        ("category a or country b and list c", "(category:a + (country:b & list:c))"),
        ("category a or country b except list c or list d", "((category:a + country:b) - (list:c + list:d))"),
        ("all except list c except list d", "(all: - (list:c + list:d))"),
        ("category a and (all except list c)", "(category:a & (all: - list:c))"),
        ("((all))", "all:"),
        (
            'category governments and country CH,FR except list "Observers"',
            "((category:governments & country:CH|FR) - list:Observers)",
        ),
        ("categories a and organisation 'x'", "(category:a & organisation:'x')"),
        ("address o'brien+x@a-b.example", "address:o'brien+x@a-b.example"),
        ('list "and"', "list:and"),
        ("everyone", "all:"),
    ],
)
def test_expressions_are_read_with_the_stated_precedence(text: str, tree: str) -> None:
    assert shown(parse_expression(text)) == tree


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0"])
def test_a46_an_empty_expression_is_an_error_and_never_everyone(text: str) -> None:
    with pytest.raises(ExpressionProblem, match=r"it is empty\. Write “all”"):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("categroy academia", 1, "Did you mean “category”?"),
        ("academia", 1, "cannot begin a clause"),
        ("category", 9, "a value after “category” was expected"),
        ("category and country CH", 10, "a value is missing after “category”"),
        ("category a, and country CH", 13, "a value is missing"),
        ('list ""', 6, "is empty"),
        ("category a country b", 12, "and, or, or except was expected"),
        ("list Friends of", 14, "quotation marks"),
        ("all xcept list a", 5, "Did you mean “except”?"),
        ("all except", 11, "ends where"),
        ("and all", 1, "cannot begin"),
        ("all and", 8, "ends where"),
        ("(all", 1, "never closed"),
        ("all)", 4, "closes nothing"),
        ("()", 2, "cannot begin"),
        ('all except list "Obs', 17, "never closed"),
        ("all all", 5, "was expected"),
        ("list a\0", 7, "control character"),
        ("list \udcff", 6, "control character"),
        ('"all"', 1, "cannot begin"),
        ("(" * 41 + "all", 41, "more than 40"),
        ("all or " * 3000 + "all", 20_000, "longer than"),
    ],
)
def test_problems_name_their_column_and_a_hint(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionProblem) as caught:
        parse_expression(text)
    assert caught.value.column == column
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"Column {column} of the audience: ")


def test_the_sets_that_must_be_handed_in_are_known_beforehand() -> None:
    node = parse_expression('all and set "got DM-1001", silent except (list x or set late)')
    assert [(value.text, value.column) for value in sets_named(node)] == [
        ("got DM-1001", 13), ("silent", 28), ("late", 57),
    ]  # fmt: skip


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    node = parse_expression("all" + " except list a" * 1_200)
    assert isinstance(node, Except)
    assert isinstance(node.out, AnyOf)
    assert node.out.parts[0] == Clause(ClauseKind.LIST, node.out.parts[0].values, 12)  # type: ignore[union-attr]


WORDS = st.sampled_from(
    ["all", "category", "list", "country", "and", "or", "except", "(", ")", ",", "x", '"y z"', '"', "“", "12"]
)


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30))
def test_anything_is_either_read_or_refused_with_a_column(text: str) -> None:
    column = 1
    try:
        parse_expression(text)
    except ExpressionProblem as problem:
        column = problem.column
    assert 1 <= column <= len(text) + 1
