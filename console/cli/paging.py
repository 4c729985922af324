"""The options by which long lists are shown page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from console.cli.values import Number

F = TypeVar("F", bound="Callable[..., Any]")
USUAL: Final = 50
MOST: Final = 1_000


def limit_option(usual: int = USUAL, most: int = MOST, what: str = "How many to show") -> Callable[[F], F]:
    """`--limit NUMBER`: how long a page is."""
    return click.option(
        "--limit", default=usual, show_default=True, type=Number(1, most), help=f"{what}, at most {most:,}."
    )


def after_option(what: str = "number") -> Callable[[F], F]:
    """`--after NUMBER`: where the page before ended."""
    return click.option("--after", default=0, type=Number(), help=f"Go on after this {what}.")
