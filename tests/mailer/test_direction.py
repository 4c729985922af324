"""Marks that turn the direction of reading never reach a header or a body; what scripts need is kept."""

from __future__ import annotations

import pytest

from mailer.blueprint.checks import spec_problems
from mailer.direction import stray_mark
from mailer.merge import Escaping, MergeFailed, TemplateRefused, compile_template
from tests.rig.messages import blueprint, decode_mailbox, decode_words, filling, read, spec

HIDING = [*"\u202a\u202b\u202c\u202d\u202e", "\U000e0001", "\U000e0061"]
UNCLOSED = ["\u2066", "\u2067x", "\u2068\u2067x\u2069", "\u2069", "x\u2066y\u2069\u2069", "\u2067x\ny\u2069"]
KEPT = (
    "می\u200cخواهم क्\u200dष 16\u00a0mars «\u202fx\u202f» e\u2011mail \u200fא\u200e \u2067\u2068x\u2069\u2069"
)


@pytest.mark.parametrize("text", [*(f"Ann{mark}gnp.exe" for mark in HIDING), *UNCLOSED], ids=ascii)
def test_a_mark_that_hides_or_is_not_closed_is_found_where_it_stands(text: str) -> None:
    found = stray_mark(text)
    assert found is not None
    at, why = found
    assert f"(U+{ord(text[at]):04X})" in why


@pytest.mark.parametrize("text", ["", "plain", KEPT, f"{KEPT}\n{KEPT}"], ids=ascii)
def test_what_scripts_need_may_stand(text: str) -> None:
    assert stray_mark(text) is None


@pytest.mark.parametrize("escaping", Escaping)
@pytest.mark.parametrize("value", [*HIDING, *UNCLOSED], ids=ascii)
def test_no_merge_value_brings_one_in(escaping: Escaping, value: str) -> None:
    template = compile_template("About {{ organisation }}", escaping)
    with pytest.raises(MergeFailed) as caught:
        template.merge({"organisation": f"Ministry{value}"})
    assert caught.value.field == "organisation"
    table = compile_template("{% for row in rows %}{{ row.title }}{% endfor %}", Escaping.TEXT)
    with pytest.raises(MergeFailed) as caught:
        table.merge({"rows": [{"title": value}]})
    assert caught.value.field == "rows.title"


@pytest.mark.parametrize("escaping", Escaping)
def test_what_scripts_need_comes_through_a_merge_as_it_is(escaping: Escaping) -> None:
    assert compile_template("{{ x }}", escaping).merge({"x": KEPT}) == KEPT


@pytest.mark.parametrize("escaping", Escaping)
@pytest.mark.parametrize("mark", HIDING, ids=ascii)
def test_no_template_holds_one_in_its_text_or_in_quotes(escaping: Escaping, mark: str) -> None:
    for source in (f"About{mark} it", "{{ x | default('" + mark + "') }}"):
        with pytest.raises(TemplateRefused):
            compile_template(source, escaping)
    escaped = mark.encode("unicode_escape").decode("ascii")
    with pytest.raises(TemplateRefused):
        compile_template("{{ x | default('" + escaped + "') }}", escaping)
    assert spec_problems(spec(text=f"One.\nTwo{mark}.\n"))


@pytest.mark.parametrize("name", ["Ann\u202egnp.exe", "Ann\u2067", "Ann\U000e0061"], ids=ascii)
def test_no_name_brings_one_into_the_head_of_a_letter(name: str) -> None:
    with pytest.raises(MergeFailed) as caught:
        blueprint().fill(filling(name=name))
    assert caught.value.field == "name"


def test_what_scripts_need_comes_through_into_head_and_subject() -> None:
    name = "می\u200cخواهم \u2067א\u2069"
    message = read(blueprint(subject="{{ salutation }}").fill(filling({"salutation": KEPT}, name=name)))
    assert decode_mailbox(message.field("To"))[0] == name
    assert decode_words(message.field("Subject")) == KEPT
