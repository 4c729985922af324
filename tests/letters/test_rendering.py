"""Renditions: three templates per language and mark, the reference unresolved, faults named by line."""

from __future__ import annotations

import pytest

from letters.facts import Language
from letters.findings import Severity
from letters.layout.tree import CopyMark
from letters.rendering import Rendition, render_version
from mailer.errors import NotFound
from mailer.merge import LimitedMerger, Values, compile_template
from tests.letters.letter_sources import RECIPIENT, make_facts, make_source

TERMS = {"your_body": {"governments": {"en": "your Government"}, "others": {"en": "your organization"}}}


def merged(rendition: Rendition, values: Values) -> list[str]:
    return [compile_template(source, escaping).merge(values) for source, escaping in rendition.templates]


def test_the_reference_and_the_salutation_are_fields(merger: LimitedMerger) -> None:
    rendition = render_version(make_source(), "en", merger=merger)
    assert rendition.language is Language.EN
    assert rendition.fields == {"reference", "salutation"}
    assert "{{ reference | apart }}" in rendition.text
    assert "{{ reference }}" in rendition.html
    assert not rendition.findings


@pytest.mark.parametrize("language", list(Language))
def test_every_language_and_mark_gives_sound_templates(language: Language, merger: LimitedMerger) -> None:
    for mark in CopyMark:
        rendition = render_version(make_source(language=language), language, mark, merger=merger)
        assert not rendition.findings
        subject, text, html, document = merged(rendition, RECIPIENT)
        assert subject.endswith("Lights of the coast") or language is Language.AR
        assert "HL-27/1004" in text
        assert "HL-27/1004" in html
        assert "HL-27/1004" in document


def test_a_recipient_may_have_a_salutation_of_her_own(merger: LimitedMerger) -> None:
    rendition = render_version(make_source(language="fr"), "fr", merger=merger)
    usual = merged(rendition, RECIPIENT)[1]
    own = merged(rendition, {**RECIPIENT, "salutation": "Madame la Ministre,"})[1]
    assert "\nMadame, Monsieur,\n" in usual
    assert "Veuillez agréer, Madame, Monsieur, l'assurance" in usual
    assert "\nMadame la Ministre,\n" in own
    assert "Veuillez agréer, Madame la Ministre, l'assurance" in own


def test_nobody_lacks_a_salutation(merger: LimitedMerger) -> None:
    rendition = render_version(make_source(language="ar"), "ar", merger=merger)
    for source, escaping in rendition.templates:
        assert compile_template(source, escaping).missing({"reference": "x"}) == ()


def test_terms_are_worded_for_the_category_wherever_they_stand(merger: LimitedMerger) -> None:
    source = make_source(
        "I invite {{ your_body }}.\n",
        facts=make_facts(terms=TERMS),
        subject="To {{ your_body }}",
        closing="Bless {{ your_body }}.",
    )
    rendition = render_version(source, "en", merger=merger)
    assert rendition.fields == {"reference", "salutation", "category"}
    subject, text, *_ = merged(rendition, RECIPIENT)
    assert subject == "To your Government"
    assert "I invite your Government.\n" in text
    assert "Bless your Government.\n" in text
    assert merged(rendition, {**RECIPIENT, "category": "academia"})[0] == "To your organization"


def test_fields_and_columns_are_listed(merger: LimitedMerger) -> None:
    body = "{% for row in entries %}\n- {{ row.title }}: {{ row.year }}\n{% endfor %}\n\n{{ name }}\n"
    rendition = render_version(make_source(body), "en", merger=merger)
    assert rendition.fields == {"reference", "salutation", "entries", "name"}
    assert rendition.rows == {"entries": {"title", "year"}}


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("fine\n\n{{ name.__class__ }}\n", 6),
        ("{{ ''.__class__.__mro__ }}\n", 4),
        ("\n{{ name | attr('x') }}\n", 5),
        ("{{ config }}\n", 4),
        ("{{ 7 * 7 }}\n", 4),
        ("{% for a in r %}\n{% for b in r %}\n{% for c in r %}\nx\n" + "{% endfor %}\n" * 3, 6),
    ],
)
def test_a08_what_the_engine_refuses_is_named_at_the_authors_line(
    body: str, line: int, merger: LimitedMerger
) -> None:
    rendition = render_version(make_source(body), "en", merger=merger)
    (finding, *_) = rendition.findings
    assert (str(finding.place), finding.severity) == (f"en.md, line {line}", Severity.ERROR)
    assert not rendition.fields


@pytest.mark.parametrize(
    "statement", ["include 'x'", "import 'x' as y", "extends '/etc/passwd'", "macro m()"]
)
def test_a10_other_statements_are_characters_and_a_finding(statement: str, merger: LimitedMerger) -> None:
    rendition = render_version(make_source(f"{{% {statement} %}}\n"), "en", merger=merger)
    (finding,) = rendition.findings
    assert (str(finding.place), finding.severity) == ("en.md, line 4", Severity.ERROR)
    assert f"{{% {statement} %}}" in merged(rendition, RECIPIENT)[1]


def test_a_fault_in_the_front_matter_is_named_at_its_line(merger: LimitedMerger) -> None:
    source = make_source(subject="Call of {{ organisation | base64 }}", lines={"subject": 2})
    (finding,) = render_version(source, "en", merger=merger).findings
    assert str(finding.place) == "en.md, line 2"
    assert "base64" in finding.message


def test_an_old_letter_may_have_lost_its_links(merger: LimitedMerger) -> None:
    legacy = make_facts(references=[{"manual": "DM-1", "legacy": "yes"}])
    (finding,) = render_version(make_source("[page](#)\n", facts=legacy), "en", merger=merger).findings
    assert (finding.code, finding.severity) == ("link-lost", Severity.WARNING)
    (finding,) = render_version(make_source("[page](#)\n"), "en", merger=merger).findings
    assert finding.severity is Severity.ERROR


def test_a_language_the_letter_does_not_have(merger: LimitedMerger) -> None:
    for language in ("fr", "de"):
        with pytest.raises(NotFound, match=f"not written in “{language}”. It is in: en."):
            render_version(make_source(), language, merger=merger)


def test_the_same_source_gives_the_same_rendition(merger: LimitedMerger) -> None:
    one, other = (render_version(make_source("{{ name }}\n"), "en", merger=merger) for _ in range(2))
    assert one == other


def test_a_merger_is_started_where_none_is_shared() -> None:
    assert not render_version(make_source(), "en").findings
