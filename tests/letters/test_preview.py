"""Previews: with every field named, or exactly as one recipient will get it, as text, page and message."""

from __future__ import annotations

import email
import hashlib
import re
from dataclasses import replace
from email.policy import SMTP

import pytest

from letters.annexes import AnnexFile
from letters.facts import Language
from letters.languages.remark_words import remark_words
from letters.layout.tree import CopyMark
from letters.preview import PreviewFormat, draft_references, preview
from letters.rendering import render_version
from letters.source import LetterSource
from mailer.errors import NotFound, Refused
from mailer.merge import Escaping, LimitedMerger, MergeFailed, Values, compile_template
from tests.letters.letter_sources import RECIPIENT, make_facts, make_source

BODY = """Dear {{ name }},

{% if category == 'governments' %}
To governments.
{% else %}
To others, see [your page]({{ page }}).
{% endif %}

{% for row in entries %}
- {{ row.title }}
{% endfor %}
"""
VALUES: Values = {**RECIPIENT, "page": "https://a.example/", "entries": [{"title": "One"}, {"title": "Two"}]}


def shown(source: LetterSource, form: PreviewFormat, merger: LimitedMerger, **more: object) -> str:
    text = preview(source, next(iter(source.versions)), form, merger=merger, **more)  # type: ignore[arg-type]
    assert isinstance(text, str)
    return text


def message(source: LetterSource, merger: LimitedMerger, **more: object) -> bytes:
    made = preview(source, "en", PreviewFormat.EML, merger=merger, **more)  # type: ignore[arg-type]
    assert isinstance(made, bytes)
    return made


def test_without_a_recipient_every_field_is_named_and_every_branch_shown(merger: LimitedMerger) -> None:
    text = shown(make_source(BODY), PreviewFormat.TEXT, merger)
    assert text.startswith("DRAFT\n=====\n\nPreview without a recipient.")
    for named in (
        "Dear ‹name›,",
        "Ref: ‹reference›",
        "‹salutation or “Dear Sir/Madam,”›",
        "To governments.",
        "To others, see your page (‹page›).",
        "- ‹row.title›\n",
    ):
        assert named in text


def test_remarks_say_who_gets_a_branch_and_where_it_ends(merger: LimitedMerger) -> None:
    text = shown(make_source(BODY), PreviewFormat.TEXT, merger)
    assert (
        "[Only where ‹category› is “governments”:]\nTo governments.\n\n"
        "[Otherwise:]\nTo others, see your page (‹page›).\n\n"
        "[End of what depends on ‹category›.]\n\n"
        "[Once for each row of ‹entries›:]\n- ‹row.title›\n"
        "[End of what stands once for each row of ‹entries›.]\n"
    ) in text
    assert "in [brackets]" in " ".join(text.split())


def test_remarks_stand_among_blocks_items_and_rows_and_fit_everywhere(merger: LimitedMerger) -> None:
    body = (
        "> {% if name %}\n> Quoted.\n> {% endif %}\n\n"
        "1. one\n{% if name %}\n2. two, which goes on for so long that it has to be wrapped\n"
        "{% elif country in ['FR', 'CH'] %}\n2. deux\n{% endif %}\n3. three\n\n"
        "| No | Title |\n|--:|---|\n{% for row in entries %}\n| {{ row.no }} | {{ row.title }} |\n"
        "{% endfor %}\n"
    )
    text = shown(make_source(body), PreviewFormat.TEXT, merger)
    assert "> [Only where ‹name› has a value:]\n> Quoted.\n>\n> [End of what depends on ‹name›.]\n" in text
    assert "- one\n[Only where ‹name› has a value:]\n- two," in text, "nobody can count the items yet"
    assert "[Otherwise, only where ‹country› is “FR” or “CH”:]\n- deux\n" in text
    assert "[Once for each row of ‹entries›:]\n‹row.no›  ‹row.title›\n[End" in text
    assert max(map(len, text.splitlines())) <= 72
    html = shown(make_source(body), PreviewFormat.HTML, merger)
    assert html.count("[Only where ‹name› has a value:]") == 2
    assert 'colspan="2"' in html
    assert len(re.findall(r'<li class="remark"[^>]*>', html)) == 3


@pytest.mark.parametrize("language", [one for one in Language if one is not Language.EN])
def test_a_preview_says_nothing_in_english_in_another_language(
    language: Language, merger: LimitedMerger
) -> None:
    body = (
        "{% if name %}\n1\n{% elif country in ['2', '3'] %}\n4\n{% elif country not in ['5', ''] %}\n6\n"
        "{% else %}\n7\n{% endif %}\n\n| 1 |\n|---|\n{% for row in rows %}\n| {{ row.one }} |\n{% endfor %}\n"
    )
    text = shown(make_source(body, language=language), PreviewFormat.TEXT, merger)
    words = remark_words(Language.EN)
    ours = [*vars(words).values(), *vars(words.conditions).values(), "DRAFT"]
    pieces = {piece.strip(" :.") for one in ours if isinstance(one, str) for piece in re.split("{.*?}", one)}
    said = " ".join(text.split())
    assert not [piece for piece in pieces if len(piece) > 1 and re.search(rf"\b{re.escape(piece)}\b", said)]


def test_remarks_run_as_their_letter_does(merger: LimitedMerger) -> None:
    source = make_source("{% if name %}\nنص.\n{% endif %}\n", language="ar")
    text = shown(source, PreviewFormat.TEXT, merger)
    assert "\n[فقط حيث ‹\u2066name\u2069› له قيمة:]\n" in text
    assert "‹\u2066salutation\u2069 أو «" in text, "a name in Latin letters turns nothing round"
    html = shown(source, PreviewFormat.HTML, merger)
    assert re.search(
        r'<p class="remark" style="[^"]*">\[فقط حيث ‹<bdi dir="ltr">name</bdi>› له قيمة:\]', html
    )


def test_a_letter_that_all_get_alike_is_shown_without_remarks(merger: LimitedMerger) -> None:
    text = shown(make_source("Dear {{ name }}, [sic]\n"), PreviewFormat.TEXT, merger)
    assert "\n\nPreview without a recipient. Merge fields stand as ‹name›.\n\n" in text
    assert "[brackets]" not in text


def test_a_recipient_never_sees_a_remark(merger: LimitedMerger) -> None:
    for form in (PreviewFormat.TEXT, PreviewFormat.HTML):
        assert "[Only" not in shown(make_source(BODY), form, merger, values=VALUES)


def test_names_stand_out_on_the_page(merger: LimitedMerger) -> None:
    html = shown(make_source(BODY), PreviewFormat.HTML, merger)
    assert 'class="note"' in html
    assert html.count("‹name›</mark>") == 1
    assert "‹page›</mark>" in html
    assert "{{" not in html


def test_terms_are_named_by_all_their_wordings(merger: LimitedMerger) -> None:
    terms = {"body": {"governments": {"en": "your Government"}, "others": {"en": "your organization"}}}
    text = shown(
        make_source("I invite {{ body }}.\n", facts=make_facts(terms=terms)), PreviewFormat.TEXT, merger
    )
    assert "I invite ‹your Government / your organization›." in text


@pytest.mark.parametrize(("language", "mark"), [("en", "DRAFT"), ("fr", "PROJET")])
def test_as_a_recipient_it_is_what_will_be_sent_under_the_mark_of_a_draft(
    language: str, mark: str, merger: LimitedMerger
) -> None:
    source = make_source(BODY, language=language)
    rendition = render_version(source, language, merger=merger)
    text = shown(source, PreviewFormat.TEXT, merger, values=VALUES)
    above = f"{mark}\n{'=' * len(mark)}\n\n"
    assert text == above + compile_template(rendition.text, Escaping.TEXT).merge(VALUES)
    html = shown(source, PreviewFormat.HTML, merger, values=VALUES)
    without = re.sub(rf'<div class="banner draft"[^>]*>{mark}</div>\n', "", html)
    assert without != html
    assert without == compile_template(rendition.html, Escaping.HTML).merge(VALUES)


def test_an_old_letter_is_no_draft(merger: LimitedMerger) -> None:
    source = make_source(facts=make_facts(old=True, references=[{"manual": "HL 3", "legacy": True}]))
    assert "DRAFT" not in shown(source, PreviewFormat.TEXT, merger, values=VALUES)


def test_before_approval_a_blank_stands_for_the_number(merger: LimitedMerger) -> None:
    values = {name: value for name, value in VALUES.items() if name != "reference"}
    assert "Ref: HL-____\n" in shown(make_source(BODY), PreviewFormat.TEXT, merger, values=values)
    by_hand = make_facts(references=[{"manual": "CL_2027"}, {"series": "HL"}])
    assert draft_references(by_hand) == {"reference": "CL_2027", "reference_2": "HL-____"}


def test_a11_a_missing_field_is_named(merger: LimitedMerger) -> None:
    with pytest.raises(MergeFailed) as failed:
        preview(make_source(BODY), "en", PreviewFormat.TEXT, {**VALUES, "name": " "}, merger=merger)
    assert failed.value.field == "name"


def test_a_letter_with_faults_is_not_shown_as_if_it_could_be_sent(merger: LimitedMerger) -> None:
    source = make_source("fine\n\n{{ 7*7 }}\n")
    with pytest.raises(Refused) as refused:
        preview(source, "en", PreviewFormat.TEXT, VALUES, merger=merger)
    assert str(refused.value).startswith("en.md, line 6: ")
    assert "‹7*7›" in shown(source, PreviewFormat.TEXT, merger)


def test_a09_a_bomb_ends_in_a_sentence(merger: LimitedMerger) -> None:
    bomb = "{% for a in rows %}\n{% for b in rows %}\n{{ a.x }}{{ b.x }}\n{% endfor %}\n{% endfor %}\n"
    rows = [{"x": "x" * 100}] * 400
    with pytest.raises(MergeFailed):
        preview(make_source(bomb), "en", PreviewFormat.TEXT, {**VALUES, "rows": rows}, merger=merger)


def test_a_message_has_both_bodies_the_annexes_and_one_recipient(merger: LimitedMerger) -> None:
    content = b"Name of the lighthouse:\n"
    form = AnnexFile(
        "annexes/form.txt",
        "form.txt",
        "text/plain",
        len(content),
        hashlib.sha256(content).hexdigest(),
        content,
    )
    facts = make_facts(
        annexes=[{"number": 1, "title": "Form", "file": {"en": form.path, "fr": "annexes/f.txt"}}]
    )
    source = replace(make_source(BODY, facts=facts), annexes={form.path: form})
    parsed = email.message_from_bytes(message(source, merger, values=VALUES), policy=SMTP)
    assert parsed["To"] == "Ms Ama Okoro <ama.okoro@coasts.example>"
    assert parsed["Subject"] == "Lights of the coast"
    assert parsed["Date"] == "Mon, 01 Feb 2027 12:00:00 +0000"
    kinds = [part.get_content_type() for part in parsed.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/plain"]
    body = parsed.get_body(("plain",))
    assert body
    assert "Dear Ms Ama Okoro," in body.get_content()
    assert [part.get_filename() for part in parsed.iter_attachments()] == ["form.txt"]


def test_a_message_is_the_same_on_every_call(merger: LimitedMerger) -> None:
    assert message(make_source(BODY), merger, values=VALUES) == message(
        make_source(BODY), merger, values=VALUES
    )


def test_a_message_without_a_recipient_goes_to_a_sample_address(merger: LimitedMerger) -> None:
    parsed = email.message_from_bytes(message(make_source(BODY), merger), policy=SMTP)
    assert parsed["To"] == "recipient@organisation.example"
    body = parsed.get_body(("plain",))
    assert body
    assert "‹name›" in body.get_content()


def test_a_test_copy_is_marked_in_subject_and_text(merger: LimitedMerger) -> None:
    made = message(make_source(BODY), merger, values=VALUES, mark=CopyMark.TEST)
    parsed = email.message_from_bytes(made, policy=SMTP)
    assert parsed["Subject"] == "[TEST] Lights of the coast"
    body = parsed.get_body(("plain",))
    assert body
    assert body.get_content().startswith("DRAFT\r\n=====\r\n\r\nTEST — not for distribution")


def test_a_language_the_letter_does_not_have() -> None:
    with pytest.raises(NotFound, match="“fr”"):
        preview(make_source(), "fr", PreviewFormat.TEXT)


def test_a_calendar_stands_under_a_blank_for_the_number_alone_and_in_the_message(
    merger: LimitedMerger,
) -> None:
    facts = make_facts(deadlines=[{"id": "replies", "date": "2027-05-28"}])
    source = make_source(BODY, facts=facts)
    calendar = preview(source, "en", PreviewFormat.ICS, merger=merger)
    assert isinstance(calendar, bytes)
    assert b"DTSTART;VALUE=DATE:20270528\r\n" in calendar
    assert b"-____" in calendar
    parsed = email.message_from_bytes(message(source, merger, values=VALUES), policy=SMTP)
    (part,) = parsed.iter_attachments()
    assert (part.get_filename(), part["Content-Type"].params["method"]) == ("letter-en.ics", "PUBLISH")
    assert part.get_payload(decode=True) == calendar


def test_a_letter_without_dates_has_no_calendar_to_show(merger: LimitedMerger) -> None:
    with pytest.raises(Refused, match="no deadline and no event"):
        preview(make_source(BODY), "en", PreviewFormat.ICS, merger=merger)
