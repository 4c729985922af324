"""Lists and audiences on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run

GROUP = "Drafting group"


@pytest.fixture
def group(full_office: Path, run: Run) -> str:
    """A list with two governments on it."""
    run("lists", "create", GROUP, "--description", "Reads every draft first").done()
    run("lists", "add", GROUP, "GOV-001", "GOV-002").done()
    return GROUP


def members(run: Run, name: str = GROUP) -> list[str]:
    return [one["id"] for one in run("lists", "show", name, "--json").done().json["items"]]


def test_a_list_is_begun_filled_shown_and_emptied(full_office: Path, run: Run) -> None:
    assert run("lists", "create", "  Drafting   group ").done().out == "Began the list “Drafting group”.\n"
    assert run("lists", "add", GROUP, "GOV-001", "GOV-002").done().out == (
        "Put 2 recipients on “Drafting group”.\n"
    )
    again = run("lists", "add", "drafting GROUP", "GOV-002", "GOV-003").done().out
    assert again == "Put 1 recipient on “Drafting group”; 1 on it already.\n"
    assert members(run) == ["GOV-001", "GOV-002", "GOV-003"]
    taken = run("lists", "remove", GROUP, "GOV-001", "GOV-004", "--yes").done().out
    assert taken == "Took 1 recipient off “Drafting group”; 1 not on it.\n"
    assert members(run) == ["GOV-002", "GOV-003"]
    listed = run("lists", "list", "--json").done().json
    assert {one["list"]: one["recipients"] for one in listed}[GROUP] == 2
    assert run("lists", "list").done().out.endswith("6 lists\n")


def test_a_list_is_filled_by_an_expression(full_office: Path, run: Run) -> None:
    run("lists", "create", GROUP).done()
    run("lists", "add", GROUP, "--audience", "category governments and language fr").done()
    wanted = run("audience", "show", "category governments and language fr", "--json").done().json["total"]
    assert run("lists", "show", GROUP, "--json").json["total"] == wanted > 5
    run("lists", "remove", GROUP, "--audience", "all", "--yes").done()
    assert members(run) == []


def test_taking_off_is_asked_about_with_a_count(group: str, run: Run) -> None:
    declined = run("lists", "remove", group, "--audience", "category governments", answers="n\n")
    assert declined.code == 1
    assert "recipients off “Drafting group”? [y/N]" in declined.said
    assert run("lists", "remove", group, "GOV-001").code == 2
    assert members(run) == ["GOV-001", "GOV-002"]
    run("lists", "remove", group, "GOV-001", answers="y\n").done()
    assert members(run) == ["GOV-002"]


def test_a_list_is_walked_page_by_page(full_office: Path, run: Run) -> None:
    first = run("lists", "show", "Focal points", "--limit", 50, "--json").done().json
    second = run("lists", "show", "Focal points", "--limit", 50, "--after", first["after"], "--json").json
    assert len(first["items"]) + len(second["items"]) == first["total"] == 71
    assert second["after"] is None
    assert "71 recipients, 2 shown" in run("lists", "show", "Focal points", "--limit", 2).done().out


def test_being_on_a_list_stands_in_the_history(group: str, run: Run) -> None:
    shown = run("recipients", "show", "GOV-001", "--json").done().json
    assert shown["lists"] == [group]
    assert (shown["history"][0]["what"], shown["history"][0]["to"]) == ("lists", group)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["create", GROUP], 1, "already a list called"),
        (["create", ' " '], 2, "The name of a list"),
        (["add", GROUP], 2, "Name recipients by number, id or address"),
        (["add", GROUP, "nobody@harbour.example"], 1, "Nobody in the directory"),
        (["add", GROUP, "GOV-003", "Ministry"], 1, "may mean several"),
        (["add", "Draftin group", "GOV-001"], 1, "Did you mean “Drafting group”?"),
        (["add", GROUP, "--audience", "category pirates"], 2, "no category “pirates”"),
        (["add", GROUP, "--audience", "  ", "--actor", "d.drafter"], 2, "it is empty"),
        (["add", GROUP, "GOV-003", "--audience", ""], 2, "it is empty"),
        (["remove", GROUP, "GOV-001", "--audience", "", "--yes"], 2, "it is empty"),
        (["show", "Nothing of the kind"], 1, "There is no list called"),
        (["remove", GROUP, "--yes"], 2, "Name recipients"),
        (["add", GROUP, "GOV-003", "--actor", "e.auditor"], 1, "e.auditor may not"),
    ],
)
def test_what_cannot_be_done_to_a_list(
    group: str, run: Run, arguments: list[str], code: int, message: str
) -> None:
    result = run("lists", *arguments)
    assert result.code == code, result.said
    assert message in result.said
    assert members(run) == ["GOV-001", "GOV-002"]


def test_an_audience_is_counted_before_it_is_listed(full_office: Path, run: Run) -> None:
    out = run("audience", "show", "category governments, academia").done().out
    counts, _, listed = out.partition("in because")
    assert counts.index("governments") < counts.index("academia") < counts.index("together")
    assert listed.splitlines()[2].endswith("category governments")
    found = run("audience", "show", "category governments, academia", "--json").done().json
    assert sum(sum(row.values()) for row in found["counts"].values()) == found["total"]
    assert set(found["counts"]) == {"governments", "academia"}
    assert len(found["in"]) == 20


def test_those_left_out_are_shown_with_the_reason(full_office: Path, run: Run) -> None:
    expression = "category governments except language fr, es"
    found = run("audience", "show", expression, "--out", "--limit", 500, "--json").done().json
    assert len(found["out"]) == found["left out"] > 0
    assert all("but excepted by language" in one["why"] for one in found["out"])
    assert "others left out by an “except”: see --out." in run("audience", "show", expression).done().out


def test_why_somebody_is_in_or_out(full_office: Path, run: Run) -> None:
    address = run("recipients", "show", "GOV-001", "--json").json["address"]
    within = run("audience", "show", "category governments", "--why", address).done().out
    assert "is in: category governments" in within
    without = run("audience", "show", "category academia", "--why", "GOV-001", "--json").done().json
    assert [(one["in"], one["why"]) for one in without] == [(False, "not category academia")]


def test_an_audience_is_walked_page_by_page(full_office: Path, run: Run) -> None:
    seen: set[int] = set()
    after: int | None = 0
    while after is not None:
        page = run("audience", "show", "all", "--limit", 120, "--after", after, "--json").done().json
        seen |= {one["number"] for one in page["in"]}
        after = page["after"]
    assert len(seen) == page["total"] == 350


def test_nobody_may_be_meant(full_office: Path, run: Run) -> None:
    out = run("audience", "show", "category governments and category academia").done().out
    assert out.endswith("0 are meant\n")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "it is empty. Write “all”"),
        ("   ", "it is empty"),
        ("category", "it ends where a value"),
        ("category pirates", "Column 10 of the audience: there is no category “pirates”"),
        ("catgory governments", "Did you mean “category”?"),
        ("list Nothing", "there is no list called"),
        ("country Atlantis", "is no country"),
        ("(category governments", "parenthesis opened here is never closed"),
        ("category governments academia", "and, or, or except was expected"),
        ('list "Drafting', "quotation mark is opened here"),
        ("category governments'; DROP TABLE recipient", "cannot stand here"),
        ("(" * 60 + "all" + ")" * 60, "parentheses in each other"),
        ("set silent", "there is no set"),
    ],
)
def test_a35_an_expression_that_cannot_be_understood_names_its_column(
    full_office: Path, run: Run, expression: str, message: str
) -> None:
    result = run("audience", "show", expression)
    assert result.code == 2
    assert message in result.err
    assert result.out == ""
