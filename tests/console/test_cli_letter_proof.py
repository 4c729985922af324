"""`mailer letters proof` and `preview --as-category`: each category's own letter."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

import pytest

from mailer.settings import read_settings
from tests.rig.command_line import Run
from tests.rig.offices import UNCERTAIN

LOOP = """
| Title | Page |
|---|---|
{% for entry in entries %}
| {{ entry.title }} | [page]({{ entry.url }}) |
{% endfor %}

See [your page]({{ own_page }}), {{ focal_point }}.
"""
FIELDS = """
fields:
  - name: entries
    rows: {title: Its title, url: Its page}
  - name: own_page
  - name: focal_point
    example: Kofi Brightwater
"""


def with_fields(letter: Path) -> None:
    facts = letter / "letter.yaml"
    facts.write_text(facts.read_text() + FIELDS)
    for name in ("en.md", "fr.md"):
        version = letter / name
        version.write_text(version.read_text() + LOOP)


def test_one_category_reads_its_own_terms_and_conditions(letter: Path, run: Run) -> None:
    told = run("letters", "preview", letter, "--language", "en", "--as-category", "academia").done().out
    assert "your organization" in told
    assert "your Government" not in told
    assert "focal point" not in told
    told = run("letters", "preview", letter, "--language", "en", "--as-category", "governments").done().out
    assert "your Government" in told
    assert "focal point" in told


def test_links_get_an_address_and_examples_are_used(letter: Path, run: Run) -> None:
    with_fields(letter)
    told = run("letters", "preview", letter, "--language", "en", "--as-category", "academia").done().out
    assert "‹entry.title›" not in told
    assert "‹entries.title›" in told
    assert "https://example.org/url" in told
    assert "https://example.org/own_page" in told
    assert "Kofi Brightwater" in told


def test_a_proof_has_a_page_for_each_language_and_category(letter: Path, run: Run) -> None:
    said = run("letters", "proof", letter, "-o", "proof").done().out
    assert said == "wrote 10 pages and proof/index.html, which leads to them\n"
    index = Path("proof/index.html").read_text(encoding="utf-8")
    linked = re.findall(r'href="([^"]+)"', index)
    assert len(linked) == 10
    for name in linked:
        assert f'lang="{name[:2]}"' in (Path("proof") / name).read_text(encoding="utf-8")
    assert "<dt>Reference</dt><dd>DM-____</dd>" in index
    assert "<dt>State</dt><dd>a folder, not submitted yet</dd>" in index
    french = Path("proof/fr-governments.html").read_text(encoding="utf-8")
    assert "votre Gouvernement" in french
    assert "votre organisation" not in french


def test_the_first_page_of_a_proof_says_how_the_office_knows_the_letter(
    numbered_office: Path, run: Run
) -> None:
    run("letters", "proof", "call-2027", "-o", "proof").done()
    index = Path("proof/index.html").read_text(encoding="utf-8")
    assert "<dt>Reference</dt><dd>DM-1001</dd>" in index
    assert "<dt>State</dt><dd>approved, edition 1</dd>" in index
    assert re.search(r'<td lang="fr" dir="ltr">\w', index), "each language's own subject"


def test_a_message_is_previewed_as_the_office_sends_it(full_office: Path, drafted: Path, run: Run) -> None:
    shown = run(
        "letters", "preview", drafted, "--language", "en", "--format", "eml", "--as", UNCERTAIN
    ).done().out  # fmt: skip
    message = email.message_from_string(shown, policy=email.policy.default)
    settings = read_settings(full_office).office
    assert message["From"].addresses[0].addr_spec == settings.sender
    assert message["To"].addresses[0].addr_spec == UNCERTAIN
    assert message["Message-ID"].endswith(f"@{settings.domain}>")
    assert "secretariat.example" not in shown


def test_a_proof_writes_over_nothing(letter: Path, run: Run) -> None:
    Path("proof").mkdir()
    Path("proof/notes.txt").write_text("mine")
    refused = run("letters", "proof", letter, "-o", "proof")
    assert refused.code == 1
    assert "The folder is not empty" in refused.err
    assert [path.name for path in Path("proof").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--as-category", "acadmia"], 2, "There is no category “acadmia”. There are: governments"),
        (["--as-category", "academia", "--as", "a@b.example"], 2, "--as or --as-category"),
    ],
)
def test_what_a_preview_by_category_refuses(
    letter: Path, run: Run, arguments: list[str], code: int, says: str
) -> None:
    refused = run("letters", "preview", letter, "--language", "en", *arguments)
    assert refused.code == code
    assert says in refused.err
