"""Tables fit the terminal: nothing is wider, what is cut ends in an ellipsis, what is left out is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.terminal import cut, print_facts, print_table, width

MOMENT = datetime(2027, 3, 1, 9, 5, tzinfo=UTC)
HEADINGS = ["message", "organisation", "address", "kind", "deferred then sent", "when (UTC)", "reply"]
ROWS = [
    [1, "Ministry of Harbours and Waters", "registry@harbours-ng.example", "to", 0, MOMENT, "250 Queued"],
    [12345, "国际海岸观测局信息服务办公室", "x@y.example", "copy", 12, None, "550 There is no mailbox"],
]  # fmt: skip


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("columns", [60, 72, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    print_table(HEADINGS, ROWS, spare=("kind",))
    lines = shown(capsys)
    assert max(map(width, lines)) <= columns
    rule = next(line for line in lines if line.startswith("─"))
    assert all(width(line) <= width(rule) for line in lines if "registry" in line)
    assert "2027-03-01 09:05" in "".join(lines), "a moment is never cut"
    assert "12345" in "".join(lines)


def test_columns_that_can_be_spared_go_before_texts_become_illegible(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "84")
    print_table(HEADINGS, ROWS, spare=("kind", "when (UTC)"))
    lines = shown(capsys)
    assert lines[-1] == "Not shown here: kind. A wider window or --json shows all."
    assert "Ministry of H…" in "".join(lines)
    monkeypatch.setenv("COLUMNS", "200")
    print_table(HEADINGS, ROWS, spare=("kind", "when (UTC)"))
    assert "Not shown" not in capsys.readouterr().out


@pytest.mark.parametrize(("columns", "widest"), [(60, 29 + 5 * (2 + 6)), (80, 80), (120, 120)])
def test_a_reference_is_never_cut_while_others_give_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int, widest: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    rows = [["TSB Circular 1001/2027 Rem.12", *["a long text that says little"] * 5]]
    print_table(["reference", "subject", "signatory", "audience", "languages", "reason"], rows)
    lines = shown(capsys)
    assert "TSB Circular 1001/2027 Rem.12 " in lines[-1]
    assert "…" in lines[-1]
    assert max(map(width, lines)) <= widest


def test_headings_are_broken_before_anything_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    print_table(["category", "deferred then sent"], [["international", 1], ["academia", 20]])
    assert shown(capsys) == [
        "               deferred",
        "                   then",
        "category           sent",
        "─────────────  ────────",
        "international         1",
        "academia             20",
    ]


def test_what_goes_to_no_terminal_keeps_its_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    print_table(HEADINGS, ROWS, spare=("kind",))
    assert "registry@harbours-ng.example" in capsys.readouterr().out


def test_a_table_without_rows_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, [])
    assert capsys.readouterr().out == ""


def test_facts_go_on_below_in_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    print_facts({"who": "m.duarte", "audience": "category governments or list Missions", "hash": "0" * 50})
    lines = shown(capsys)
    assert lines[:3] == ["who       m.duarte", "audience  category governments", "          or list Missions"]
    assert "".join(lines[3:]).replace(" ", "") == "hash" + "0" * 50
    assert max(map(width, lines)) <= 30


def test_a_cut_text_is_as_wide_as_allowed_and_no_wider() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cut("国际海岸", 5) == "国际…"
    assert cut("国际海岸", 4) == "国…"
    assert width(cut("x" * 1_000_000, 48)) == 48


def test_a37_nothing_in_a_table_moves_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["a", "b"], [["\x1b[2J", "x\r\ny"]])
    assert "\\u001b[2J" in shown(capsys)[-1]
