"""Shows one language of a letter before it is approved: its fields named, or as one recipient will get it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Final

from letters.calendar.calendar import MEDIA_TYPE
from letters.calendar.draft import draft_calendar
from letters.document.emblem import Emblem
from letters.document.to_lines import document_lines
from letters.document.typesetting import Typesetter, house_of
from letters.facts import Facts, Language
from letters.findings import errors_of
from letters.languages import Formulas, load_formulas
from letters.layout.to_html import letter_html
from letters.layout.to_text import letter_text, subject_line
from letters.layout.tree import CopyMark
from letters.naming import note_on, with_names, with_names_but_numbers
from letters.register import ABBREVIATIONS, Modifier
from letters.rendering import Rendition, read_letter, render_version, version_in
from letters.sender import SAMPLE, Sender
from letters.source import LetterSource, annex_paths
from mailer.blueprint import Blueprint, BlueprintSpec, Filling, PartRef
from mailer.dispatch import MailKind
from mailer.errors import Refused
from mailer.merge import LimitedMerger, Values


class PreviewFormat(StrEnum):
    """What a preview is shown as: text, a page, the document, the calendar, or the message as it is sent."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    ICS = "ics"
    EML = "eml"


SAMPLE_ADDRESS: Final = "recipient@organisation.example"
_CALENDAR_STEM: Final = "letter"
_SERIAL: Final = "preview234567abc"
_NOON: Final = time(12)


def preview(
    source: LetterSource,
    language: Language | str,
    form: PreviewFormat,
    values: Values | None = None,
    *,
    mark: CopyMark = CopyMark.ORIGINAL,
    merger: LimitedMerger | None = None,
    formulas: Formulas | None = None,
    sender: Sender = SAMPLE,
    emblem: Emblem | None = None,
) -> str | bytes:
    """One language of the letter as text or HTML (str), as PDF, calendar or message (bytes, always the same).

    It says above everything, in its language, that it is a draft, unless it is an old letter. Without
    `values` every field stands by its name, and all branches of conditions and one turn of each loop are
    shown, with remarks on who gets them; an old letter in which nothing is to be merged is shown as it was.
    With values it is what a recipient with these gets, merged as it will be; where the number is not given
    yet, a blank stands in its place.
    NotFound for a language the letter is not written in; Refused where what was written cannot be merged, and
    for values that do not fill it (MergeFailed, naming the field). For a PDF, which bears the office's
    `emblem`: Unreachable without the typesetter, Unprintable for what no font has. For a
    calendar: Refused for a letter of which nothing stands in calendars.
    """
    version_in(source, language)
    if merger is None:
        with LimitedMerger() as own:
            return preview(
                source,
                language,
                form,
                values,
                mark=mark,
                merger=own,
                formulas=formulas,
                sender=sender,
                emblem=emblem,
            )
    if values is None:
        rendition = _as_it_was(source, language, mark, merger, formulas) or _with_names(
            source, language, mark, formulas
        )
    else:
        draft = not source.facts.legacy
        rendition = render_version(source, language, mark, merger=merger, formulas=formulas, draft=draft)
        _refuse_errors(rendition)
    filled = {**draft_references(source.facts), **(values or {})}
    _, text, html, lines = (merger.merge(one, escaping, filled) for one, escaping in rendition.templates)
    if form is PreviewFormat.ICS:
        return _required(_calendar(source, rendition.language, formulas, sender))
    if form is PreviewFormat.PDF:
        with Typesetter() as typesetter:
            return typesetter.typeset(lines, house_of(source.facts, rendition.language, emblem))
    if form is PreviewFormat.EML:
        calendar = _calendar(source, rendition.language, formulas, sender)
        return _message(source, rendition, filled, sender, calendar)
    return text if form is PreviewFormat.TEXT else html


def draft_references(facts: Facts) -> dict[str, str]:
    """What stands for the references before the register gives numbers: the series and a blank.

    A reference given by hand stands as it is; of a number under a parent only the parent's stands.
    """
    found = {}
    for number, reference in enumerate(facts.numbers, start=1):
        name = "reference" if number == 1 else f"reference_{number}"
        if reference is None:
            found[name] = f"{facts.parent} {ABBREVIATIONS[Modifier(facts.kind)]}____"
        else:
            found[name] = reference.manual or f"{reference.series}-____"
    return found


def _as_it_was(
    source: LetterSource,
    language: Language | str,
    mark: CopyMark,
    merger: LimitedMerger,
    formulas: Formulas | None,
) -> Rendition | None:
    """The rendition of an old letter; None for a new one, and where fields wait to be filled."""
    if not source.facts.legacy:
        return None
    rendition = render_version(source, language, mark, merger=merger, formulas=formulas)
    return None if rendition.fields or errors_of(rendition.findings) else rendition


def _with_names(
    source: LetterSource, language: Language | str, mark: CopyMark, formulas: Formulas | None
) -> Rendition:
    """The rendition of a letter in which no field is left: names and all branches in their place."""
    version = version_in(source, language)
    formulas = formulas or load_formulas(version.language)
    letter, _ = read_letter(source.facts, version, formulas, mark)
    draft = "" if source.facts.legacy else formulas.marks.draft
    noted = replace(letter, note=note_on(letter), draft=draft)
    named = with_names(noted)
    return Rendition(
        language=version.language,
        mark=mark,
        subject=subject_line(named),
        text=letter_text(named),
        html=letter_html(named),
        document=document_lines(with_names_but_numbers(noted)),
    )


def _refuse_errors(rendition: Rendition) -> None:
    errors = errors_of(rendition.findings)
    if errors:
        first = errors[0]
        raise Refused(first.message, place=first.place)


def _calendar(
    source: LetterSource, language: Language, formulas: Formulas | None, sender: Sender
) -> bytes | None:
    references = draft_references(source.facts)
    domain, organiser = sender.domain, sender.mailbox.address
    return draft_calendar(source, language, references, formulas, domain=domain, organiser=organiser)


def _required(calendar: bytes | None) -> bytes:
    if calendar is None:
        raise Refused(
            "Nothing of this letter stands in calendars: it names no deadline and no event ahead of its date,"
            " or says calendar: no."
        )
    return calendar


def _message(
    source: LetterSource, rendition: Rendition, values: Values, sender: Sender, calendar: bytes | None
) -> bytes:
    """The message as the post room makes it. The templates have been merged under limits just before."""
    parts = [
        (PartRef(annex.sha256, annex.media_type, annex.name, annex.size), annex.content)
        for path, (_, languages) in annex_paths(source.facts).items()
        if rendition.language in languages and (annex := source.annexes.get(path))
    ]
    if calendar is not None:
        digest = hashlib.sha256(calendar).hexdigest()
        filename = f"{_CALENDAR_STEM}-{rendition.language}.ics"
        parts.append((PartRef(digest, MEDIA_TYPE, filename, len(calendar)), calendar))
    spec = BlueprintSpec(
        language=rendition.language,
        sender=sender.mailbox,
        reply_to=sender.reply_to,
        subject=rendition.subject,
        text=rendition.text,
        html=rendition.html,
        domain=sender.domain,
        kind=MailKind(source.facts.mail.value),
        parts=tuple(part for part, _ in parts),
        signed_replies=source.facts.signed_replies,
    )
    address, name = (values.get(key) for key in ("address", "name"))
    filling = Filling(
        serial=_SERIAL,
        return_token="preview",  # noqa: S106 - it opens nothing
        unsubscribe_token="preview",  # noqa: S106
        address=address if isinstance(address, str) and address else SAMPLE_ADDRESS,
        name=name if isinstance(name, str) else "",
        dated_at=datetime.combine(source.facts.date, _NOON, UTC),
        values=values,
        reply_token="preview",  # noqa: S106
    )
    return Blueprint(spec, {part.sha256: content for part, content in parts}).fill(filling)
