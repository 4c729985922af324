"""Numbers on the command line, and the options by which long lists are shown page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound="Callable[..., Any]")
HIGHEST: Final = 2**63 - 1
"""The highest number that a table holds."""
USUAL: Final = 50
MOST: Final = 1_000


class Number(click.ParamType[int]):
    """A whole number between two bounds, both included."""

    name = "number"

    def __init__(self, least: int = 0, most: int = HIGHEST) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error that names the bounds if it is none, or outside of them."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"“{str(value)[:40]}” is no whole number.", param, ctx)
        if not self.least <= number <= self.most:
            bounds = (
                f"between {self.least:,} and {self.most:,}"
                if self.most < HIGHEST
                else f"{self.least:,} or more"
            )
            self.fail(f"{number} cannot be taken: it must be {bounds}.", param, ctx)
        return number


def limit_option(usual: int = USUAL, most: int = MOST, what: str = "How many to show") -> Callable[[F], F]:
    """`--limit NUMBER`: how long a page is."""
    return click.option(
        "--limit", default=usual, show_default=True, type=Number(1, most), help=f"{what}, at most {most:,}."
    )


def after_option(what: str = "number") -> Callable[[F], F]:
    """`--after NUMBER`: where the page before ended."""
    return click.option("--after", default=0, type=Number(), help=f"Go on after this {what}.")
