"""The shape of the house: floors in the tables too, one idea a file, no name that our packages shadow."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

from console.tables import METADATA, MODULES
from mailer.delivery import MOVES
from mailer.dispatch import DeliveryState

ROOT = Path(__file__).parents[2]
FLOORS = ["mailer", "recipients", "letters", "scheduler", "console"]
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def sources() -> list[Path]:
    return [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]


def floor_of_tables() -> dict[str, str]:
    from mailer.database import Base

    found = {}
    for mapper in Base.registry.mappers:
        for table in mapper.tables:
            found[table.name] = mapper.class_.__module__.partition(".")[0]
    return found


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def test_whoever_writes_knows_every_table() -> None:
    """What a command does not load is not there for SQLAlchemy, and the first row that names it fails."""
    held = [path for path in sources() if "__tablename__ =" in path.read_text(encoding="utf-8")]
    found = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in held}
    assert found == set(MODULES)


def test_foreign_keys_point_down_or_stay_on_their_floor() -> None:
    floors = floor_of_tables()
    assert len(floors) > 15
    for table in METADATA.tables.values():
        for key in table.foreign_keys:
            target = key.target_fullname.split(".")[0]
            upward = FLOORS.index(floors[target]) > FLOORS.index(floors[table.name])
            assert not upward, f"{table.name} names {target}, which is on a floor above it"


def test_no_relationship_reaches_to_another_floor() -> None:
    from sqlalchemy.orm import configure_mappers

    from mailer.database import Base

    configure_mappers()
    for mapper in Base.registry.mappers:
        for relation in mapper.relationships:
            own = mapper.class_.__module__.partition(".")[0]
            assert relation.entity.class_.__module__.partition(".")[0] == own


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_opens_with_its_responsibility_and_stays_small(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    tree = ast.parse(content)
    if "migrations/versions" not in str(path):
        assert len(content.splitlines()) <= LONGEST_FILE
        for function in functions(tree):
            length = (function.end_lineno or 0) - function.lineno
            assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"
    docstring = ast.get_docstring(tree)
    assert docstring, "a file says in its first line what it is responsible for"
    assert docstring.splitlines()[0].rstrip().endswith((".", "?"))


def test_imports_stand_at_the_top_but_for_the_table_of_commands() -> None:
    late = []
    for path in sources():
        if path.is_relative_to(ROOT / "console"):
            continue
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            late += [
                f"{path.relative_to(ROOT)}:{node.lineno}"
                for node in ast.walk(function)
                if isinstance(node, (ast.Import, ast.ImportFrom))
            ]
    assert not late


def test_nothing_below_the_desk_reads_the_clock_or_the_environment() -> None:
    allowed = {ROOT / "mailer/clock.py", ROOT / "mailer/database.py"}
    found = []
    for path in sources():
        if path.is_relative_to(ROOT / "console") or path in allowed:
            continue
        content = path.read_text(encoding="utf-8")
        found += [
            f"{path.relative_to(ROOT)}: {name}"
            for name in ("datetime.now(", "date.today(", "utc_now()", "os.environ", "os.getenv")
            if name in content
        ]
    assert not found


ADVISORIES = {"jinja2": "3.1.6", "aiosmtpd": "1.4.6", "idna": "3.7", "sqlalchemy": "2.0", "openpyxl": "3.1.5"}
"""The first versions without the flaws that we know of (trust.md 2.1, 2.2)."""


def test_a56_every_dependency_is_pinned_with_its_hash_beyond_the_flaws_we_know() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in pins, "no index host is named"
    entries = re.split(r"\n(?=\S)", pins.strip())
    pinned = {}
    for entry in entries:
        name, _, version = entry.split()[0].partition("==")
        assert "--hash=sha256:" in entry, name
        pinned[name] = version
    for name, first in ADVISORIES.items():
        assert Version(pinned[name]) >= Version(first), name


def test_no_dependency_brings_a_package_of_our_names() -> None:
    """`mailer` and `scheduler` are also names of other distributions (libraries.md 9)."""
    ours = set(FLOORS)
    for distribution in importlib.metadata.distributions():
        if distribution.metadata["Name"] == "secretariat-mailer":
            continue
        tops = (distribution.read_text("top_level.txt") or "").split()
        assert not ours & set(tops), distribution.metadata["Name"]


def test_every_state_of_a_delivery_can_be_reached_and_none_is_a_trap() -> None:
    reached = {DeliveryState.QUEUED}
    while True:
        more = reached | {state for start in reached for state in MOVES[start]}
        if more == reached:
            break
        reached = more
    assert reached == set(DeliveryState)
    for state in DeliveryState:
        assert state.ended or MOVES[state], f"{state} is open and leads nowhere"


def test_nothing_is_left_to_do_in_the_code() -> None:
    words = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
    for path in sources():
        assert not words.search(path.read_text(encoding="utf-8")), path


def test_the_reader_of_bounces_starts_without_the_heavy_libraries() -> None:
    """It is a pure reader: no database, no web framework, and nothing of the house but its own package."""
    command = "import sys, console.cli.bounces, mailer.bounces; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"sqlalchemy", "pydantic", "starlette", "alembic", "aiosmtplib", "jinja2", "email"}
    command = "import sys, mailer.bounces; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    ours = {name for name in done.stdout.split() if name.partition(".")[0] in FLOORS}
    assert all(name == "mailer" or name.startswith("mailer.bounces") for name in ours)


def test_no_two_files_of_tests_have_one_name() -> None:
    """The runner takes one for the other, and leaves one out."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert not [name for name, count in names.items() if count > 1]
