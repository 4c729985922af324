"""The documents tell the truth: links, commands, settings, findings and states are those of the code."""

from __future__ import annotations

import ast
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, get_args

import click
import pytest
from markdown_it import MarkdownIt
from pydantic import BaseModel, ValidationError
from pydantic_core.core_schema import ErrorType

import letters.facts
from console.cli import mailer
from console.demo.letter import write_letter
from letters.facts import BlockName, Facts
from letters.frontmatter import FrontMatter
from letters.layout.profiles import profiles
from letters.letter import LetterState
from letters.register import EntryState
from letters.sentences import findings_of
from letters.source import FACTS_FILE
from letters.yamltext import YamlText, read_yaml
from mailer.dispatch import DeliveryState, DispatchState
from mailer.inbox.record import InboundState
from mailer.settings import Settings
from mailer.staff import Role
from scheduler.campaign import CampaignState, PausedFor
from scheduler.outcomes.task import TaskState
from scheduler.rehearsal import FindingKind
from scheduler.replies.reply import ReplyState
from scheduler.standing import CopyState

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md")])
README: Final = ROOT / "README.md"
FORMAT: Final = ROOT / "docs" / "letter-format.md"
STATES: Final[Mapping[str, type[StrEnum]]] = {
    "letter": LetterState,
    "reference": EntryState,
    "campaign": CampaignState,
    "paused campaign": PausedFor,
    "delivery": DeliveryState,
    "copy": CopyState,
    "dispatch": DispatchState,
    "reply": ReplyState,
    "inbound message": InboundState,
    "task": TaskState,
}
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def test_all_the_documents_are_there() -> None:
    names = {path.name for path in DOCUMENTS}
    guides = {"guide-secretary-general.md", "guide-coordinators.md", "guide-auditors.md"}
    assert names >= {"README.md", "CHANGELOG.md", "letter-format.md", "operating.md", "decisions.md"} | guides


def reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def links(path: Path) -> Iterator[str]:
    for block in reader().parse(path.read_text(encoding="utf-8")):
        for piece in block.children or []:
            target = piece.attrs.get("href") or piece.attrs.get("src")
            if target:
                yield str(target)


def anchors(path: Path) -> set[str]:
    """The names that headings get: small letters, blanks as hyphens, other signs left out."""
    blocks = reader().parse(path.read_text(encoding="utf-8"))
    headings = [after.content for block, after in pairwise(blocks) if block.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_document
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(path: Path) -> None:
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link}: there is no such heading"


@each_document
def test_no_document_names_a_place_on_the_machine_it_was_written_on(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:work|root|home|tmp|usr)/", text)


def fenced(path: Path) -> Iterator[str]:
    """The lines of all blocks between backquotes, those that end in a backslash joined to the next."""
    for block in reader().parse(path.read_text(encoding="utf-8")):
        if block.type == "fence":
            yield from re.sub(r"\\\n\s*", " ", block.content).splitlines()


def commands(path: Path) -> list[str]:
    found = (re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?mailer( \S.*)", line) for line in fenced(path))
    return [match[1].strip() for match in found if match]


def words_of(command: str) -> list[str]:
    """The words of one command, up to what only concerns the shell: a pipe, a file, another command."""
    words = shlex.split(command, comments=True)
    ends = [index for index, word in enumerate(words) if word[:1] in {"|", ">", "&", ";"}]
    return words[: ends[0]] if ends else words


def look_over(command: click.Command, words: list[str], called: str) -> None:
    """Fail where click would refuse the words; nothing is run, no file is looked for."""
    with click.Context(command, info_name=called) as ctx:
        given, rest, _ = command.make_parser(ctx).parse_args(list(words))
        for param in command.params:
            value = given.get(param.name or "")
            missing = value is None or value == () or repr(value) == "Sentinel.UNSET"
            assert not (param.required and missing), f"{called} lacks {param.name}"
            if isinstance(param.type, click.Choice) and not missing:
                for one in value if isinstance(value, (list, tuple)) else [value]:
                    param.type.convert(one, param, ctx)
        if not isinstance(command, click.Group):
            assert not rest, f"{called} does not take {rest}"
        elif rest:
            below = command.get_command(ctx, rest[0])
            assert below is not None, f"there is no command {called} {rest[0]}"
            look_over(below, rest[1:], f"{called} {rest[0]}")


@each_document
def test_every_command_in_a_document_is_one_that_the_program_takes(path: Path) -> None:
    for command in commands(path):
        words = words_of(command)
        if not {"--help", "-h", "--version"} & set(words):
            look_over(mailer, words, "mailer")


def leaves(command: click.Command, called: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for name in command.list_commands(ctx):
                below = command.get_command(ctx, name)
                assert below is not None
                yield from leaves(below, f"{called} {name}")
    else:
        yield called


def test_every_command_of_the_program_is_told_of_in_a_document() -> None:
    told = " ".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    told = re.sub(r"mailer --office \S+", "mailer", told)
    assert not [name for name in leaves(mailer, "mailer") if name not in told]


def settings_of_the_code() -> dict[str, Any]:
    found = {}
    for section, field in Settings.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found.update({f"{section}.{name}": inner.model_fields[name] for name in inner.model_fields})
    return found


def rows(path: Path, heading: str) -> Iterator[list[str]]:
    """The cells of every table row under a heading."""
    text = path.read_text(encoding="utf-8").partition(f"\n{heading}\n")[2]
    section = re.split(rf"\n#{{1,{heading.count('#')}}} ", text)[0]
    for line in section.splitlines():
        if line.startswith("|") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def settings_told() -> dict[str, str]:
    found = {}
    for cells in rows(ROOT / "docs" / "operating.md", "## Settings"):
        names = re.findall(r"`\[?([a-z_.]+)\]?`", cells[0])
        defaults = cells[1].replace("`", "").split(", ")
        for index, name in enumerate(names):
            found[name] = defaults[index] if len(names) == len(defaults) else ""
    return found


def test_every_setting_is_told_of_and_no_other() -> None:
    assert set(settings_told()) == set(settings_of_the_code())


def test_defaults_of_settings_are_told_as_they_are() -> None:
    known = settings_of_the_code()
    for name, told in settings_told().items():
        default = known[name].get_default(call_default_factory=True)
        if told not in {"", "none"}:
            assert told == (str(default).lower() if isinstance(default, bool) else str(default)), name


CODE: Final = re.compile(r"[a-z]+(-[a-z]+)*")
PLACES: Final = {
    **dict.fromkeys(("error", "warning", "_report", "Difference", "_named"), 0),
    **dict.fromkeys(("fact_error", "fact_warning", "report", "_finding", "Finding"), 1),
}
"""Which argument of these functions is the code of a finding."""


def codes_in(path: Path) -> Iterator[str]:
    """The codes of findings that a file gives, as patterns: what is known at run time only is `.+`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = PLACES.get(name, len(node.args))
        argument = node.args[place] if place < len(node.args) else None
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield re.escape(argument.value)
        elif isinstance(argument, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else ".+" for part in argument.values)
            yield "".join(map(str, parts))


def model_codes() -> set[str]:
    """The codes of values that do not fit the model of the facts: those that a sentence is written for."""
    tree = ast.parse((ROOT / "letters" / "sentences.py").read_text(encoding="utf-8"))
    constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {kind.replace("_", "-") for kind in get_args(ErrorType) if kind in constants}


def codes_told() -> set[str]:
    told: set[str] = set()
    for cells in rows(FORMAT, "## Findings and what to do"):
        told |= {code for code in re.findall(r"`([^`]+)`", cells[0]) if CODE.fullmatch(code)}
    return told


def test_every_code_of_a_finding_is_told_of_and_no_other() -> None:
    given = {code for path in (ROOT / "letters").rglob("*.py") for code in codes_in(path)}
    assert len(given) > 60
    told, fixed = codes_told(), model_codes()
    missing = [code for code in given if not any(re.fullmatch(code, one) for one in told)]
    assert not missing + sorted(fixed - told)
    known = {kind.replace("_", "-") for kind in get_args(ErrorType)}
    assert not [one for one in told - known if not any(re.fullmatch(code, one) for code in given)]


MORE_FACTS: Final[dict[str, Any]] = {
    "date_form": {"place": "yes", "article": "no"},
    "layout": ["body", {"block": "subject", "bold": "yes", "label": "Re"}],
    "annex_form": {"display": "count", "label": "annex", "label_text": "Annex"},
    "relations": [{"kind": "cites", "reference": "A", "title": "B", "date": "2003-12"}],
    "credentials": {"issued_to": "focal points", "text": "by letter"},
    "defects": [{"kind": "scan-noise", "what": "page 2"}],
}
SHAPES: Final[tuple[Any, ...]] = ("x", "", "\u202e", [], ["x"], {}, {"x": "y"}, {"en": ["x"]}, "x" * 5_000)


def spoilt(tree: Any) -> Iterator[Any]:
    """The tree with each value in it replaced, one at a time, by values of other shapes; or gone."""
    yield from SHAPES
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        for other in spoilt(value):
            changed = tree.copy()
            changed[key] = other
            yield changed
        if isinstance(tree, dict):
            yield {name: one for name, one in tree.items() if name != key}


def test_whatever_is_wrong_with_the_facts_has_a_code_that_is_told_of(tmp_path: Path) -> None:
    write_letter(tmp_path, date(2027, 3, 1))
    read = read_yaml((tmp_path / FACTS_FILE).read_text(encoding="utf-8"))
    assert isinstance(read, YamlText)
    assert isinstance(read.tree, dict)
    codes: Counter[str] = Counter()
    for tree in spoilt({**read.tree, **MORE_FACTS}):
        try:
            Facts.model_validate(tree)
        except ValidationError as refusal:
            codes.update(one.code for one in findings_of(refusal, Facts, YamlText(tree), FACTS_FILE))
    assert codes.total() > 1_000
    assert set(codes) <= codes_told()


def models(start: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A model and every one that its fields speak of."""
    seen.add(start)
    for field in start.model_fields.values():
        for inner in models_in(field.annotation):
            if inner not in seen:
                models(inner, seen)
    return seen


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def test_every_key_of_a_letter_is_told_of() -> None:
    told = set(re.findall(r"`([a-z_]+)`", FORMAT.read_text(encoding="utf-8")))
    inner = {"by_language", "others", "profile", "blocks", "root"}  # how lists and names are kept inside
    for model in models(Facts, set()) | {FrontMatter}:
        missing = set(model.model_fields) - told - inner
        assert not missing, f"{model.__name__}: {missing}"


def test_every_word_that_a_key_can_have_is_told_of() -> None:
    told = set(re.findall(r"`([a-z_-]+)`", FORMAT.read_text(encoding="utf-8")))
    choices = [getattr(letters.facts, name) for name in letters.facts.__all__]
    enums = [one for one in choices if isinstance(one, type) and issubclass(one, StrEnum)]
    words = {word.value for enum in enums for word in enum} | set(profiles()) | set(BlockName)
    assert len(words) > 40
    assert not words - told


@pytest.mark.parametrize("thing", STATES)
def test_the_glossary_names_every_state_and_no_other(thing: str) -> None:
    told = {cells[0]: set(re.findall(r"\*([^*]+)\*", cells[1])) for cells in rows(README, "### States")}
    assert told[thing] == {state.value for state in STATES[thing]}


def test_the_guides_name_every_role_and_every_finding_of_a_rehearsal() -> None:
    text = (ROOT / "docs" / "guide-secretary-general.md").read_text(encoding="utf-8")
    assert not [role for role in Role if f"| {role} |" not in text]
    assert not [kind for kind in FindingKind if f"| {kind} |" not in text]
