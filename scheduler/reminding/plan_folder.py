"""Reading a reminder plan from a folder: `reminders.yaml`, and beside it a folder for each letter."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from letters.files import read_text
from letters.findings import Finding, error, errors_of
from letters.sentences import findings_of, without_nothing
from letters.source import LetterSource, load_folder
from letters.yamltext import YamlProblem, read_yaml
from mailer.errors import Place
from scheduler.reminders.rules import PlanRules
from scheduler.reminding.proposing import PlanSource

FILE: Final = "reminders.yaml"
MAX_PLAN: Final = 64 * 1024


def load_plan(folder: Path) -> tuple[PlanSource | None, list[Finding]]:
    """The plan in a folder, with what is wrong; None when it cannot be read.

    Never raises because of what the folder holds.
    """
    rules, findings = _load_rules(folder)
    if rules is None:
        return None, findings
    letters: dict[str, LetterSource] = {}
    for rung in rules.rungs:
        if rung.letter not in letters:
            letter, more = _load_letter(folder, rung.letter)
            findings += more
            if letter is not None:
                letters[rung.letter] = letter
    return (None if errors_of(findings) else PlanSource(rules, letters)), findings


def read_rules(text: str, file: str = FILE) -> tuple[PlanRules | None, list[Finding]]:
    """The rules that a text in YAML states; or the findings that say, with the lines, why there are none."""
    read = read_yaml(text)
    if isinstance(read, YamlProblem):
        return None, [error("yaml", read.message, file, read.line)]
    if not isinstance(read.tree, dict):
        return None, [
            error("no-plan", "Names with values are expected: rungs, to, hours and so on.", file, 1)
        ]
    try:
        return PlanRules.model_validate(without_nothing(read.tree)), []
    except ValidationError as refusal:
        return None, findings_of(refusal, PlanRules, read, file)


def _load_rules(folder: Path) -> tuple[PlanRules | None, list[Finding]]:
    if not (folder / FILE).exists():
        message = f"There is no {FILE} in {folder}. Let one be written with --from-template."
        return None, [error("missing-file", message, FILE)]
    text = read_text(folder, FILE, MAX_PLAN)
    return (None, [text]) if isinstance(text, Finding) else read_rules(text)


def _load_letter(folder: Path, name: str) -> tuple[LetterSource | None, list[Finding]]:
    where = folder / name
    if not where.resolve().is_relative_to(folder.resolve()) or where.resolve() == folder.resolve():
        return None, [error("outside", f"{name} leads out of the plan's folder. Put the letter there.", FILE)]
    letter, findings = load_folder(where)
    return letter, [
        Finding(one.severity, one.code, one.message,
                Place(f"{name}/{one.place.file}", one.place.line, one.place.row, one.place.field))
        for one in findings
    ]  # fmt: skip
