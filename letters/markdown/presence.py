"""Tells from the conditions among the parts of a list when any part of it is there."""

from __future__ import annotations

from collections.abc import Sequence

from letters.markdown.tree import Control, Item


def tests_for_any(parts: Sequence[Item | Control[Item]]) -> list[str] | None:
    """Tests of which one holds where any of these parts is there; None where one always is."""
    tests: list[str] = []
    for part in parts:
        found = _tests_within(part) if isinstance(part, Control) else None
        if found is None:
            return None
        tests += found
    return tests


def _tests_within(control: Control[Item]) -> list[str] | None:
    """The same for the branches of a condition; a loop always is there, for no rows at all are refused."""
    if control.end == "endfor":
        return None
    tests: list[str] = []
    passed: list[str] = []  # a branch that holds may leave nothing, and yet those after it are not there
    for branch in control.branches:
        _, _, test = branch.statement.partition(" ")
        holds = [*passed, f"({test})"] if test else passed
        inner = tests_for_any(branch.parts)
        if inner is None and not holds:
            return None
        if inner is None:
            tests.append(" and ".join(holds))
            continue
        if inner:
            tests.append(" and ".join([*holds, f"({' or '.join(inner)})"]))
        passed = [*passed, f"not ({test})"]
    return tests
