"""The report on an old letter in the words of a clerk: its blocks, what it says, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from console.printing import counted, say
from console.terminal import print_table

Report = Mapping[str, Any]
LONGEST: Final = 72
"""Characters of a quotation; names, numbers, addresses and days are never cut."""
_KINDS: Final = {
    "circular": "a circular letter",
    "note-verbale": "a note verbale",
    "reminder": "a reminder",
    "corrigendum": "a corrigendum",
    "addendum": "an addendum",
    "revision": "a revision",
}
_LANGUAGES: Final = {
    "en": "English",
    "fr": "French",
    "es": "Spanish",
    "ru": "Russian",
    "ar": "Arabic",
    "zh": "Chinese",
}
_DEADLINES: Final = {
    "response": "answer",
    "registration-opening": "opens on",
    "publication": "published",
    "event": "takes place",
}
_WAYS: Final = {
    "url": "on the page",
    "platform": "on the platform",
    "mailbox": "to",
    "annex": "with the form of annex",
    "event": "by taking part",
}
_TIES: Final = {"cites": "cites", "parallel-to": "beside", "cancels": "cancels"}


def say_report(report: Report) -> None:
    """The report as tables; where a letter has nothing wrong it is said so."""
    name, kind, language = report["file"]["name"], _KINDS[report["kind"]], _LANGUAGES[report["language"]]
    say(f"{name}: {kind} in {language}, {_dated(report)}.")
    for note in report["file"]["notes"]:
        say(note)
    words = report["fidelity"]
    profile = report["layout"]["profile"]
    say(
        f"Layout: {f'the profile “{profile}”' if profile else 'its own'};"
        f" {words['words_in_place']:,} of {counted(words['words'], 'word')} stand in their place."
    )
    blocks = [[_lines(one), one["block"], short(one["text"])] for one in report["blocks"]]
    defects = [[one["line"] or "", one["kind"], one["message"]] for one in report["defects"]]
    _table(["lines", "block", "words"], blocks)
    _table(["line", "found", "which"], [list(row) for row in _found(report)])
    _table(["line", "wrong", "what"], defects)
    if not defects:
        say("\nNothing wrong was found.")
    say()


def _table(headings: list[str], rows: list[list[object]]) -> None:
    if rows:
        say()
        print_table(headings, rows)


def _dated(report: Report) -> str:
    day = report["date"]["value"]
    return f"undated ({day} is assumed)" if report["date"]["assumed"] else f"dated {day}"


def _found(report: Report) -> Iterator[tuple[object, str, str]]:
    """One row for everything that the letter says, asks, cites and promises."""
    for one in report["contacts"]:
        ways = (
            f"{one['civility']} {one['name']}",
            one["phone"],
            one["fax"] and f"fax {one['fax']}",
            one["email"],
        )
        yield min(one["lines"], default=""), "contact", ", ".join(way.strip() for way in ways if way.strip())
    for one in report["deadlines"]:
        yield one["line"], "deadline", f"{_deadline(one)}: “{short(one['phrase'])}”"
    for one in sorted(report["events"], key=lambda event: event["line"]):
        days = one["start"] if one["start"] == one["end"] else f"{one['start']} to {one['end']}"
        yield (
            one["line"],
            "event",
            ", ".join(part for part in (days, one["place"], short(one["title"])) if part),
        )
    for one in report["asks"]:
        yield one["line"], "asked", _asked(one)
    for one in report["relations"]:
        tie = _TIES.get(one["kind"], one["kind"].replace("-", " "))
        yield one["line"], tie, _document(one)
    for one in report["promises"]:
        yield one["line"], "promised", short(one["text"])
    if report["credentials"]:
        yield report["credentials"]["line"], "credentials", short(report["credentials"]["text"])


def _deadline(one: Report) -> str:
    clock = f", {one['time']}{' ' + one['zone'] if one['zone'] else ''}" if one["time"] else ""
    reckoned = ", reckoned" if one["computed"] else ""
    day = f"{one['date']}{clock}{reckoned}"
    if one["kind"] != "response":
        return f"{_DEADLINES[one['kind']]} {day}"
    return f"answer {'before' if one['wording'] == 'exclusive' else 'by'} {day}"


def _asked(one: Report) -> str:
    way = f"{_WAYS[one['channel']]} {one['to']}".strip() if one["channel"] else ""
    also = f"to {', '.join(one['also'])}" if one["also"] else ""
    by = f"by {one['deadline']}" if one["deadline"] else ""
    how = ", ".join(part for part in (way, also, by) if part)
    return f"{how}: {short(one['what'])}" if how else short(one["what"])


def _document(one: Report) -> str:
    title, reference = one["title"], one["reference"]
    named = title if reference and reference in title else f"{title} {reference}".strip()
    return short(named) + (f", {one['date']}" if one["date"] else "")


def _lines(block: Report) -> str:
    first, last = block["first_line"], block["last_line"]
    return str(first) if first == last else f"{first}-{last}"


def short(text: str) -> str:
    """The beginning of a passage, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
