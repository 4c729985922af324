"""The limited child: it answers as the engine does, and whatever becomes of it, the parent lives on."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from mailer.errors import Unreachable
from mailer.merge import Escaping, LimitedMerger, MergeFailed, TemplateRefused

HTML = Escaping.HTML
HELLO = ("Dear {{ name }}", HTML, {"name": "<Okoro>"})


@pytest.fixture
def merger() -> Iterator[LimitedMerger]:
    with LimitedMerger(seconds=1.0) as one:
        yield one


def pid_of(merger: LimitedMerger) -> int:
    merger.merge(*HELLO)
    assert merger._child
    return merger._child.process.pid


def test_it_answers_as_the_engine_does(merger: LimitedMerger) -> None:
    assert merger.merge(*HELLO) == "Dear &lt;Okoro&gt;"
    rows = {"rows": [{"a": "é\n"}, {"a": "2"}]}
    assert merger.merge("{% for r in rows %}{{ r.a }}{% endfor %}", Escaping.TEXT, rows) == "é\n2"
    assert merger.missing("{{ a }}{{ b }}", HTML, {"b": "x"}) == ("a",)
    assert merger.problems("{{ a }}", HTML) == ()
    (problem,) = merger.problems("\n{{ a.b }}", HTML)
    assert problem.line == 2
    with pytest.raises(TemplateRefused) as refused:
        merger.merge("\n{{ a.b }}", HTML, {})
    assert refused.value.problems == (problem,)
    with pytest.raises(MergeFailed) as failed:
        merger.merge("\n{{ a }}", HTML, {})
    assert (failed.value.field, failed.value.line) == ("a", 2)
    with pytest.raises(MergeFailed):
        merger.merge("{{ a }}", HTML, {"a": object()})  # type: ignore[dict-item]


def test_what_was_found_under_some_limits_is_no_answer_under_others(
    merger: LimitedMerger, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "Found {{ once }}"
    assert merger.problems(source, HTML) == ()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")  # whoever needs a child from here on says so
    assert LimitedMerger(seconds=1.0).problems(source, HTML) == ()
    for other in (LimitedMerger(seconds=0.5), LimitedMerger(seconds=1.0, memory=1024 * 1024)):
        with pytest.raises(Unreachable):
            other.problems(source, HTML)


def test_one_child_serves_many_calls_and_is_gone_after_closing() -> None:
    with LimitedMerger() as merger:
        first = pid_of(merger)
        assert pid_of(merger) == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    merger.close()


def test_a09_a_template_that_takes_too_long_is_stopped_and_the_next_one_is_served(
    merger: LimitedMerger,
) -> None:
    hanging = pid_of(merger)
    os.kill(hanging, signal.SIGSTOP)
    with pytest.raises(MergeFailed, match="longer than 1 seconds"):
        merger.merge(*HELLO)
    assert pid_of(merger) != hanging


def test_a09_a_child_that_dies_between_calls_is_replaced_unnoticed(merger: LimitedMerger) -> None:
    dead = pid_of(merger)
    os.kill(dead, signal.SIGKILL)
    assert merger.merge(*HELLO) == "Dear &lt;Okoro&gt;"
    assert pid_of(merger) != dead


def test_a09_a_template_that_needs_too_much_memory_is_refused_and_the_next_one_is_served() -> None:
    with LimitedMerger(memory=1024 * 1024, seconds=5.0) as merger:
        for source in ("{{ a }}" * 4_900, "x" * 500_000 + "{{ a }}"):
            with pytest.raises((MergeFailed, TemplateRefused), match=r"\.$"):
                merger.merge(source, HTML, {"a": "y" * 60_000})
        assert merger.merge(*HELLO) == "Dear &lt;Okoro&gt;"


def test_the_largest_lawful_text_passes_through_the_pipes(merger: LimitedMerger) -> None:
    long = "é" * 60_000
    assert merger.merge("{{ a }}" * 15, Escaping.TEXT, {"a": long}) == long * 15
