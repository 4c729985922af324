"""The measure of documents: a PDF for each recipient beside the engine alone."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from bench.figures import spread, spread_of_ratios, verdict
from bench.letter import readers
from console.demo.letter import write_letter
from letters.document.engine import font_files
from letters.document.typesetting import STANDARDS, Typesetter, house_of
from letters.facts import Language
from letters.rendering import render_version
from letters.source import LetterSource, load_folder
from mailer.merge import Escaping, Template, compile_template

LEAST: Final = 0.6
"""What is promised: the share of the rate that the engine alone reaches on the same document."""
DAY: Final = date(2027, 3, 1)
PLAIN: Final = Path(__file__).with_name("letter.typ")
"""The same letter, written by hand for the engine."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--letters", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)


@dataclass
class Rounds:
    """Documents a second, round by round."""

    alone: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)


def run(options: argparse.Namespace) -> bool:
    """Take turns, print, and say whether the promises were kept."""
    print(f"Documents: {options.letters} letters, each its own PDF, {options.rounds} rounds")
    rounds = Rounds()
    each = options.letters // options.rounds
    with TemporaryDirectory(prefix="bench-") as name, Typesetter() as typesetter:
        source = demo_letter(Path(name))
        template = compile_template(render_version(source, "en").document, Escaping.JSON)
        engine, at = _engine(), datetime(2027, 3, 1, 12, tzinfo=UTC)
        for number in range(options.rounds):
            people = list(recipients(each, number * each))
            rounds.alone.append(each / _seconds(partial(_alone, engine, people, at)))
            rounds.ours.append(each / _seconds(partial(_ours, typesetter, source, template, people)))
            print(f"  round {number + 1}: alone {rounds.alone[-1]:.0f}, ours {rounds.ours[-1]:.0f} a second")
    return _report(rounds)


def demo_letter(folder: Path) -> LetterSource:
    """The letter of the demo, in six languages."""
    write_letter(folder / "letter", DAY)
    source, findings = load_folder(folder / "letter")
    assert source is not None, findings
    return source


def recipients(count: int, start: int = 0) -> Iterator[dict[str, str]]:
    """The merge values of so many recipients."""
    for reader in readers(count, start):
        yield {
            "reference": "IOCO-1001",
            "salutation": f"{reader.values['salutation']},",
            "organisation": reader.values["organisation"],
            "focal_point": reader.name,
            "category": "governments",
        }


def _engine() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({str(path.parent) for path in font_files()}),
    )
    return typst.Compiler(str(PLAIN), root=str(PLAIN.parent), font_paths=fonts)


def _alone(engine: typst.Compiler, people: list[dict[str, str]], at: datetime) -> None:
    for values in people:
        engine.compile(format="pdf", sys_inputs=values, pdf_standards=STANDARDS, timestamp=at)


def _ours(
    typesetter: Typesetter, source: LetterSource, template: Template, people: list[dict[str, str]]
) -> None:
    house = house_of(source.facts, Language.EN)
    for values in people:
        typesetter.typeset(template.merge(values), house)


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _report(rounds: Rounds) -> bool:
    ratio = spread_of_ratios(rounds.ours, rounds.alone)
    print(f"  the engine alone: {spread(rounds.alone)} documents a second")
    print(f"  merged and set:   {spread(rounds.ours)} documents a second")
    print(f"  ratio:            {ratio}")
    return verdict(kept=ratio.median >= LEAST, promise=f"{LEAST:.0%} of the engine's own rate")
