"""How the report on a file is shown: the most basic fault alone, else what to mend, counts, and details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from console.printing import counted, say
from console.terminal import print_table

if TYPE_CHECKING:
    from recipients.imports.faults import RowFault
    from recipients.imports.matching import SharedAddress
    from recipients.imports.report import Report
    from recipients.imports.sheet import FileFacts
    from recipients.imports.twins import Twin

MEANINGS = {
    "added": "new to the directory",
    "changed": "known, and something about them is different",
    "unchanged": "known, and nothing is different",
    "repeated": "an earlier row says the same: left out",
    "refused": "to be corrected",
    "missing": "in the directory and not in this file: they stay",
}


def show_report(report: Report) -> None:
    """Print the report, in the order in which a clerk has to deal with it (letters.md 4)."""
    if report.facts is not None:
        _show_file(report, report.facts)
    if report.problem is not None:
        say(f"{report.file_name} cannot be imported. {report.problem}")
        return
    _show_faults(report)
    print_table(
        ["", "rows", ""], [[name, report.counts[name], meaning] for name, meaning in MEANINGS.items()]
    )
    _show_changes(report)
    _show_missing(report)
    _show_duplicates(report)
    _show_new(report)
    _show("To look at, though nothing is refused", len(report.warnings), report.warnings)


def plain_report(report: Report) -> dict[str, Any]:
    """The report as one document for programs."""
    return {
        "file": _plain_file(report.facts, report.file_name),
        "problem": report.problem and {"kind": report.problem.kind, "message": str(report.problem)},
        "counts": report.counts,
        "tasks": report.tasks(),
        "faults": [_plain_fault(one) for one in report.faults.first],
        "warnings": [_plain_fault(one) for one in report.warnings],
        "changes": [
            {"row": one.row, "recipient": one.recipient, "field": one.change.field, "old": one.change.old,
             "new": one.change.new}
            for one in report.changes.first
        ],
        "organisation changes": [
            {"organisation": one.after.name, "field": change.field, "old": change.old, "new": change.new}
            for one in report.organisation_changes
            for change in one.changes
        ],
        "missing": report.missing_first,
        "repeated": [_plain_twin(one) for one in report.repeated.first],
        "shared addresses": [
            *(_plain_twin(one) for one in report.shared_in_file.first),
            *(_plain_sharer(one) for one in report.shared_in_directory.first),
        ],
        "near names": [[one.one, one.other, one.country] for one in report.near.first],
        "new lists": report.new_lists,
        "new organisations": report.new_organisations,
    }  # fmt: skip


def _show_file(report: Report, facts: FileFacts) -> None:
    what = [
        facts.format.upper(),
        f"sheet “{facts.sheet}”" if facts.sheet else "",
        facts.encoding.removesuffix("-sig").upper(),
        f"separated by {facts.separator}" if facts.separator else "",
        counted(report.rows, "row") if report.problem is None else "",
    ]
    say(f"{report.file_name}: {', '.join(filter(None, what))}.")
    for note in facts.notes:
        say(f"  {note}")
    from recipients.imports.columns import near_heading

    if report.columns is not None and report.problem is None:
        names = [name for name, _ in report.columns.fields] + [group.name for group in report.columns.groups]
        if names:
            say(f"  Merge fields of its own: {', '.join(names)}.")
        for name in names:
            if near := near_heading(name):
                say(f"  Look again: the column “{name}” is near “{near}”, but becomes a merge field.")
        if report.columns.ignored:
            say(f"  {counted(len(report.columns.ignored), 'column')} without a heading left out.")


def _show_faults(report: Report) -> None:
    if not report.refused:
        return
    say(f"{counted(report.refused, 'row')} of {report.rows:,} cannot be taken:")
    for task in report.tasks():
        say(f"  {task}")
    say()
    rows = [[fault.row, fault.column, fault.message] for fault in report.faults.first]
    print_table(["row", "column", "what is wrong"], rows)
    _say_rest(len(rows), report.faults.total, "faults")
    say()


def _show_changes(report: Report) -> None:
    _show("Would change", report.changes.total, report.changes.first)
    found = [f"{one.after.name}: {change}" for one in report.organisation_changes for change in one.changes]
    _show("Organisations that would change", len(found), found)


def _show_missing(report: Report) -> None:
    _show("In the directory, not in this file (they stay)", report.missing, report.missing_first)


def _show_duplicates(report: Report) -> None:
    repeated = [
        f"row {one.row} says row {one.earlier_row} again ({one.what})" for one in report.repeated.first
    ]
    _show("Repeated rows", report.repeated.total, repeated)
    shared = [
        *(f"row {one.row} and row {one.earlier_row}: {one.what}" for one in report.shared_in_file.first),
        *(f"row {one.row} and {one.other}: {one.address}" for one in report.shared_in_directory.first),
    ]
    _show(
        "One mailbox, several recipients",
        report.shared_in_file.total + report.shared_in_directory.total,
        shared,
    )
    near = [
        f"{one.one} · {one.other}" + (f" ({one.country})" if one.country else "") for one in report.near.first
    ]
    _show("Organisations with near names", report.near.total, near)
    if not report.near_looked_for:
        say("\nToo many new organisations to compare their names here: see `mailer recipients duplicates`.")


def _show_new(report: Report) -> None:
    if report.new_organisations:
        say(f"\n{counted(report.new_organisations, 'new organisation')}.")
    if report.new_lists:
        say(f"{counted(len(report.new_lists), 'new list')}: {'; '.join(report.new_lists)}.")


def _show(title: str, total: int, found: Iterable[object], limit: int = 20) -> None:
    listed = [str(one) for one in found][:limit]
    if not total:
        return
    say(f"\n{title}: {total:,}")
    for line in listed:
        say(f"  {line}")
    _say_rest(len(listed), total)


def _say_rest(shown: int, total: int, what: str = "") -> None:
    if shown < total:
        say(f"  … {shown:,} of {total:,}{' ' + what if what else ''} shown.")


def _plain_file(facts: FileFacts | None, name: str) -> dict[str, object]:
    if facts is None:
        return {"name": name}
    return {
        "name": facts.name, "size": facts.size, "sha256": facts.sha256, "format": facts.format,
        "encoding": facts.encoding, "separator": facts.separator, "sheet": facts.sheet, "notes": facts.notes,
    }  # fmt: skip


def _plain_fault(fault: RowFault) -> dict[str, object]:
    return {"row": fault.row, "column": fault.column, "message": fault.message}


def _plain_twin(twin: Twin) -> dict[str, object]:
    return {"row": twin.row, "earlier row": twin.earlier_row, "address": twin.what}


def _plain_sharer(one: SharedAddress) -> dict[str, object]:
    return {"row": one.row, "address": one.address, "other": one.other}
