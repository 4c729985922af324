"""Blueprints: the specification and its key, the message that a filling gives, and what is refused."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from mailer.blueprint import Blueprint, BlueprintSpec, Mailbox, needs_smtputf8
from mailer.dispatch import MailKind
from mailer.errors import Misused, Refused
from mailer.merge import MergeFailed, TemplateRefused
from tests.rig.messages import ANNEX, blueprint, decode_mailbox, filling, part, read, spec


def failure(made: Blueprint, *args: Any, **changes: Any) -> MergeFailed:
    with pytest.raises(MergeFailed) as caught:
        made.fill(filling(*args, **changes))
    return caught.value


def test_a_specification_goes_to_canonical_text_and_back() -> None:
    one = spec(parts=(part("Прил.pdf"),), list_id="circulars.assembly.example", reply_to=None)
    again = BlueprintSpec.from_json(one.to_json())
    assert again == one
    assert hash(again) == hash(one)
    assert again.to_json() == one.to_json()
    assert again.key == one.key


def test_the_key_names_the_content_and_the_engine() -> None:
    assert spec().key == spec(fixed={"reference": "ACO/CL/2027/15"}).key
    assert len(spec().key) == 64
    changed = [
        spec(fixed={"reference": "ACO/CL/2027/16"}),
        spec(engine=2),
        spec(kind=MailKind.VOLUNTARY),
        spec(parts=(part(),)),
        spec(text="other"),
    ]
    assert len({one.key for one in [spec(), *changed]}) == 6


def test_the_key_of_engine_1_stays_what_it_is() -> None:
    assert spec().key == "c5496f8203cca7bd9e38e93b0393d4acfd1d5c5eb6baa08e4a385fedd12d846c"


def test_a_specification_of_another_engine_or_none_is_refused() -> None:
    for text in (spec(engine=2).to_json(), "{}", "x", "[]", spec().to_json().replace("official", "odd")):
        with pytest.raises(Refused):
            BlueprintSpec.from_json(text)


def test_fixed_values_cannot_be_changed_from_outside() -> None:
    fixed = {"reference": "ACO/1"}
    one = spec(fixed=fixed)
    fixed["reference"] = "ACO/2"
    assert one.fixed["reference"] == "ACO/1"


def test_a_message_has_one_visible_recipient_and_the_promised_headers() -> None:
    message = read(blueprint().fill(filling()))
    assert dict(message.fields) == {
        "From": "Assembly of Coastal Observatories <letters@assembly.example>",
        "To": "Amina Okoro <amina.okoro@members.example>",
        "Reply-To": "Contact officer <answers@assembly.example>",
        "Subject": "ACO/CL/2027/15: call for contributions",
        "Date": "Mon, 01 Mar 2027 09:00:00 +0000",
        "Message-ID": "<abcdefghijklmnop@assembly.example>",
        "MIME-Version": "1.0",
        "Content-Language": "en",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'multipart/alternative; boundary="=_a.abcdefghijklmnop"',
    }
    assert [part.field("Content-Type") for part in message.parts] == [
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
    ]
    assert b"Dear Ms Okoro," in message.parts[0].content
    assert b"/?r=3D42" not in message.parts[0].content
    assert b'href="https://answers.assembly.example/?r=42&amp;l=en"' in message.parts[1].content


def test_list_headers_are_for_voluntary_mail_and_never_encoded() -> None:
    made = blueprint(kind=MailKind.VOLUNTARY, list_id="circulars.assembly.example")
    message = read(made.fill(filling()))
    assert message.field("List-Id") == "<circulars.assembly.example>"
    token = "kaabcdefghijklmnop3333333333333333"
    assert message.field("List-Unsubscribe") == f"<mailto:unsubscribe+{token}@assembly.example>"
    official = read(blueprint(list_id="circulars.assembly.example").fill(filling()))
    assert "List-Unsubscribe" not in official.names()
    assert "List-Id" in official.names()


def test_annexes_stand_after_the_letter_in_a_mixed_message() -> None:
    own = part("Your badge.txt", b"badge", "text/plain")
    message = blueprint(parts=(part(),)).fill(filling(extra_parts=((own, b"badge"),)))
    mixed = read(message)
    assert mixed.field("Content-Type") == 'multipart/mixed; boundary="=_m.abcdefghijklmnop"'
    letter, annex, badge = mixed.parts
    assert letter.field("Content-Type").startswith("multipart/alternative")
    assert [annex.content, badge.content] == [ANNEX, b"badge"]
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert [found.get_filename() for found in parsed.iter_attachments()] == ["Annex 1.pdf", "Your badge.txt"]
    assert not parsed.defects
    assert not [defect for found in parsed.walk() for defect in found.defects]


def test_a_part_of_ones_own_must_be_what_it_claims() -> None:
    assert failure(blueprint(), extra_parts=((part(), b"other"),)).field == "extra_parts"


def test_the_same_filling_gives_the_same_bytes_and_another_leaves_no_trace() -> None:
    made = blueprint(parts=(part(),))
    first = made.fill(filling())
    other = made.fill(filling({"salutation": "Cher Monsieur Ébène,", "note": "secret"}, name="Ébène"))
    assert b"secret" in other
    assert made.fill(filling()) == first
    assert (
        Blueprint(BlueprintSpec.from_json(made.spec.to_json()), {part().sha256: ANNEX}).fill(filling())
        == first
    )


def test_the_date_is_printed_in_utc_wherever_it_comes_from() -> None:
    moment = datetime(2028, 2, 29, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-5)))
    assert read(blueprint().fill(filling(dated_at=moment))).field("Date") == "Wed, 01 Mar 2028 04:59:59 +0000"
    with pytest.raises(Misused):
        blueprint().fill(filling(dated_at=datetime(2027, 3, 1)))  # noqa: DTZ001 - a naive time is the case


def test_a_recipient_cannot_override_what_is_fixed() -> None:
    message = blueprint().fill(filling({"reference": "FORGED/1"}))
    assert b"FORGED" not in message


def test_the_fields_are_those_that_recipients_bring() -> None:
    made = blueprint(
        text="{% for row in rows %}{{ row.a }}{% endfor %}", html="{% for r in rows %}{{ r.b }}{% endfor %}"
    )
    assert made.fields == {"rows"}
    assert made.row_fields == {"rows": {"a", "b"}}
    assert blueprint().fields == {"salutation", "organisation", "link", "note"}


def test_a11_missing_values_are_named_and_fail_the_copy() -> None:
    made = blueprint()
    assert made.missing({"organisation": " "}) == ("salutation", "organisation", "link")
    assert made.missing(filling().values) == ()
    assert failure(made, {"salutation": ""}).field == "salutation"


def test_a01_a_name_or_value_with_a_line_break_fails_the_copy() -> None:
    attack = "Jane\r\nBcc: all@victims.example"
    assert failure(blueprint(), name=attack).field == "name"
    assert failure(blueprint(subject="To {{ salutation }}"), {"salutation": attack}).field == "salutation"
    harmless = blueprint().fill(filling({"salutation": attack}))
    assert "Bcc" not in read(harmless).names()


@pytest.mark.parametrize(
    "address",
    [
        *[
            "",
            "a",
            "@b.example",
            "a@",
            "a@b",
            "a@localhost",
            "a@[127.0.0.1]",
            "a(b)@c.example",
            "<a@b.example>",
        ],
        *["a@b.example>\r\nRCPT TO:<x@evil.example", "a@b.example,c@d.example", "a@b.example c@d.example"],
        *['"a\r\n"@b.example', '"a b"@b.example', "a@b.example\n", "a:b@c.example", "a@b@c.example"],
        *["a@b.example.", "a..b@c.example", ".a@b.example", "a.@b.example", "a@-b.example", "a@b_c.example"],
        *[
            "a@straße.example",
            "x" * 65 + "@b.example",
            "é" * 33 + "@b.example",
            "a@" + "b." * 130 + "example",
        ],
        *["a＠b.example", "a\u202e@b.example", "a\u200b@b.example", "a\u00a0@b.example", "\ud800@b.example"],
    ],
)
def test_a03_a04_what_is_not_one_plain_address_fails_the_copy(address: str) -> None:
    assert failure(blueprint(), address=address).field == "address"


def test_an_international_local_part_stands_raw_in_the_header_and_asks_for_smtputf8() -> None:
    message = blueprint().fill(filling(address="hélène@members.example", name="Hélène"))
    assert "<hélène@members.example>".encode() in message
    assert decode_mailbox(read(message).field("To")) == ("Hélène", "hélène@members.example")
    assert needs_smtputf8("hélène@members.example")
    assert not needs_smtputf8("helene@xn--strae-oqa.example")
    assert blueprint().fill(filling(address="helene@xn--strae-oqa.example")).isascii()


def test_the_return_path_names_the_copy_and_fits_the_limits() -> None:
    path = blueprint().return_path(filling())
    assert path == "bounces+kaabcdefghijklmnop2222222222222222@assembly.example"
    assert len(path.partition("@")[0]) <= 64
    for token in ("", "x" * 53, "a b", "a@b", "é"):
        with pytest.raises(Misused):
            blueprint().return_path(filling(return_token=token))
        with pytest.raises(Misused):
            blueprint(kind=MailKind.VOLUNTARY).fill(filling(unsubscribe_token=token))


def test_signed_replies_go_to_an_address_that_names_the_copy_and_change_no_other_key() -> None:
    signed = spec(signed_replies=True, reply_to=Mailbox("", "desk@assembly.example"))
    message = read(Blueprint(signed, {}).fill(filling(reply_token="ka" + "b" * 32)))
    name, address = decode_mailbox(message.field("Reply-To"))
    assert (name, address) == (signed.sender.name, f"replies+ka{'b' * 32}@assembly.example")
    assert len(address.partition("@")[0]) <= 64
    with pytest.raises(Misused):
        Blueprint(signed, {}).fill(filling())
    assert BlueprintSpec.from_json(signed.to_json()) == signed
    assert "signed_replies" not in spec().to_json()
    assert BlueprintSpec.from_json(spec().to_json()) == spec()


@pytest.mark.parametrize("serial", ["", "abc", "ABCDEFGHIJKLMNOP", "abcdefghijklmno1", "abcdefghijklmnop\n"])
def test_a_serial_that_is_none_is_the_programs_fault(serial: str) -> None:
    with pytest.raises(Misused):
        blueprint().fill(filling(serial=serial))


def test_a_subject_that_comes_out_empty_fails_the_copy() -> None:
    made = blueprint(subject="{% if note %}{{ note }}{% endif %}")
    assert failure(made).field == "subject"
    with pytest.raises(MergeFailed):
        blueprint(subject=" ")


def test_templates_with_problems_are_refused_by_name_and_line() -> None:
    bad = spec(html="<p>\n{{ a.b }}", subject="{{ config }}")
    with pytest.raises(TemplateRefused) as refused:
        Blueprint(spec(html="<p>\n{{ a.b }}"), {})
    assert str(refused.value).startswith("line 2, field html: ")
    assert [sentence.partition(":")[0] for sentence in Blueprint.problems(bad)] == [
        "line 1, field subject",
        "line 2, field html",
    ]
    assert Blueprint.problems(spec()) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "en\r\nBcc: x"},
        {"language": "english language"},
        {"domain": "assembly"},
        {"domain": "straße.example"},
        {"domain": "a.example>\r\n"},
        {"list_id": "<circulars.assembly.example>"},
        {"sender": Mailbox("Office", "office")},
        {"sender": Mailbox("Office\r\nBcc: x", "office@assembly.example")},
        {"sender": Mailbox("Office", "bureau-général@assembly.example")},
        {"reply_to": Mailbox("", "a@b.example, c@d.example")},
        {"headers": (("Bcc", "x@y.example"),)},
        {"headers": (("X Odd", "y"),)},
        {"headers": (("X-Odd:\r\nBcc", "y"),)},
        {"headers": (("X-Odd", "a\r\nBcc: x"),)},
        {"headers": (("X-Odd", "a"), ("x-odd", "b"))},
        {"headers": (("Auto-Submitted", "é"),)},
        {"headers": (("Content-Type", "text/plain"),)},
        {"parts": (part("../x.pdf"),)},
        {"engine": 2},
    ],
)
def test_a02_a_specification_that_would_break_a_message_is_refused(changes: dict[str, Any]) -> None:
    assert len(Blueprint.problems(spec(**changes))) == 1
    with pytest.raises(Refused):
        blueprint(**changes)


def test_further_headers_stand_as_given_and_free_text_may_be_encoded() -> None:
    more = (("Organization", "Секретариат"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk"))
    message = read(blueprint(headers=more).fill(filling()))
    assert message.field("Organization") == "=?utf-8?b?0KHQtdC60YDQtdGC0LDRgNC40LDRgg==?="
    assert message.field("X-Auto-Response-Suppress") == "All"


def test_an_annex_without_its_bytes_is_refused() -> None:
    with pytest.raises(Refused, match="Annex 1"):
        Blueprint(spec(parts=(part(),)), {})


def test_f46_one_recipients_poison_does_not_touch_the_next() -> None:
    made = blueprint()
    before = made.fill(filling())
    for poison in ({"link": "javascript:x"}, {"salutation": ""}, {"organisation": "\ud800"}, {"note": 5}):
        failure(made, poison)
    assert made.fill(filling()) == before


def test_values_are_frozen_with_the_filling() -> None:
    one = filling()
    assert one._replace(name="Other").values == one.values
    assert one.dated_at.tzinfo is UTC
