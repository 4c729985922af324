"""The table of wordings: every rule decides its own examples, and no name or phrase is there twice."""

from __future__ import annotations

from collections import Counter

import pytest

from mailer.bounces.conclusion import Said, conclude
from mailer.bounces.phrases import plain
from mailer.bounces.vocabulary import Action, Kind, Reason
from mailer.bounces.wording import STRONG, VAGUE

RULES = (*STRONG, *VAGUE)


@pytest.mark.parametrize(
    ("name", "example"), [(rule.name, example) for rule in RULES for example in rule.examples]
)
def test_every_example_is_decided_by_its_rule(name: str, example: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", diagnostic=example))
    assert verdict.rule == name
    assert verdict.line


def test_every_rule_has_examples_and_a_name_of_its_own() -> None:
    assert all(rule.examples for rule in RULES)
    assert max(Counter(rule.name for rule in RULES).values()) == 1


def test_no_phrase_is_empty() -> None:
    assert all(plain(phrase).strip() for rule in RULES for phrase in rule.phrases.written)


def test_hard_is_only_what_failed_for_good_at_a_bad_address_or_domain() -> None:
    for rule in RULES:
        for example in rule.examples:
            verdict = conclude(Said(recipient="a@b.example", diagnostic=example))
            if verdict.kind is Kind.HARD:
                assert verdict.reason in (Reason.ADDRESS, Reason.DOMAIN)
            late = conclude(Said(recipient="a@b.example", action=Action.DELAYED, diagnostic=example))
            assert late.kind is Kind.SOFT
            passing = conclude(Said(recipient="a@b.example", status="4.1.1", diagnostic=example))
            assert passing.kind is Kind.SOFT
