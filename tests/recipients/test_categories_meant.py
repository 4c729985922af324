"""Which categories an audience expression can mean, without a directory."""

from __future__ import annotations

import pytest

from recipients.audience import ExpressionProblem
from recipients.categories_meant import categories_meant

CODES = ["governments", "academia", "civil-society"]


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("all", "governments academia civil-society"),
        ("category Academia, governments", "governments academia"),
        ("category governments and country CH", "governments"),
        ('category governments or list "Friends"', "governments academia civil-society"),
        ("all except category governments", "academia civil-society"),
        ("all except category governments and country CH", "governments academia civil-society"),
        ("all except (category governments or category academia)", "civil-society"),
        ('all except list "Friends"', "governments academia civil-society"),
        ("category acadmia", ""),
        ("category academia except (category academia except country CH)", "academia"),
    ],
)
def test_what_an_expression_can_mean(expression: str, meant: str) -> None:
    assert categories_meant(expression, CODES) == frozenset(meant.split())


def test_what_cannot_be_understood_means_nothing() -> None:
    with pytest.raises(ExpressionProblem):
        categories_meant("category (", CODES)
