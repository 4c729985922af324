"""Addresses: one normal form, or one sentence that says why there is none."""

from __future__ import annotations

import re

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.address import Address, AddressProblem, judge_domain, parse, scripts_of

LOCALS = st.text("abcXYZ019._+-'", min_size=1, max_size=66)
DOMAINS = st.text("abcXYZ019.-", min_size=1, max_size=70)


def accepted(text: str) -> Address:
    found = parse(text)
    assert isinstance(found, Address), found
    return found


def refused(text: str) -> str:
    found = parse(text)
    assert isinstance(found, AddressProblem), found
    return str(found)


def test_an_address_keeps_its_local_part_and_folds_its_key() -> None:
    found = accepted("  Ann.Osei@Ministry.EXAMPLE\u00a0")
    assert (found.wire, found.display, found.key) == (
        "Ann.Osei@ministry.example",
        "Ann.Osei@ministry.example",
        "ann.osei@ministry.example",
    )
    assert not found.needs_smtputf8
    assert found.warnings == ()


def test_an_international_local_part_needs_smtputf8() -> None:
    found = accepted("He\u0301le\u0300ne@Membre.example")
    assert found.needs_smtputf8
    assert found.local == "Hélène"
    assert found.key == "hélène@membre.example"


@pytest.mark.parametrize(
    "text",
    [
        "a@b.example>\r\nRCPT TO:<x@evil.example",
        "a@b.example,c@d.example",
        "a@b.example;c@d.example",
        "a@b.example c@d.example",
        '"a\r\n"@b.example',
        "a@b.example\nBcc: x@evil.example",
        "a@b.example\x00",
        "a\x0b@b.example",
        "a@b.example\u2028x",
        "a\x85@b.example",
        "Jane<a@b.example>",
        "a@b@c.example",
    ],
)
def test_a03_what_would_add_a_recipient_or_a_command_is_refused(text: str) -> None:
    assert refused(text).endswith(".")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ann(comment)@b.example", "parentheses"),
        ("ann@b.example(comment)", "parentheses"),
        ('"ann.osei"@b.example', "quotation marks"),
        ("a@[127.0.0.1]", "bare number"),
        ("a@[IPv6:::1]", "bare number"),
        ("a@localhost", "no dot"),
        ("x" * 65 + "@b.example", "longer than 64"),
        ("é" * 33 + "@b.example", "longer than 64"),
        ("a@" + "abcdefg." * 31 + "example", "longer than 253"),
        ("x" * 64 + "@" + "abcdefg." * 25 + "example", "longer than 254"),
        ("a@b.example.", "ends with a dot"),
        ("a..b@c.example", "two in a row"),
        (".a@c.example", "begins or ends with a dot"),
        ("a.@c.example", "begins or ends with a dot"),
        ("a@b..example", "two in a row"),
        ("a\u202eb@c.example", "U+202E"),
        ("a\u200bb@c.example", "U+200B"),
        ("\ufeffa@c.example", "U+FEFF"),
        ("a\u00ad@c.example", "U+00AD"),
        ("a\uff20b.example", "full-width"),
        ("a@\uff42.example", "full-width"),
        ("a b@c.example", "space"),
        ("a\u00a0b@c.example", "space"),
        ("a@b.test", "special use"),
        ("a@b.local", "special use"),
        ("a@b.invalid", "special use"),
        ("a@é.local", "special use"),
        ("", "no address"),
        ("   ", "no address"),
        ("ann", "exactly one @"),
        ("@b.example", "lacks the part"),
        ("ann@", "lacks the part"),
        ("a@b.123", "not valid"),
        ("a@-b.example", "not valid"),
        ("a@b_c.example", "not valid"),
        ("a@xn--zzzz-.example", "not valid"),
        ("mailto:a@b.example", "not valid"),
    ],
)
def test_a04_odd_addresses_are_refused_with_a_sentence_that_names_the_fault(text: str, word: str) -> None:
    message = refused(text)
    assert word in message
    assert message.endswith(".")
    assert message.isprintable()


def test_a05_a_german_sharp_s_stays_the_domain_of_its_owner() -> None:
    found = accepted("post@straße.de")
    assert found.domain == "xn--strae-oqa.de"
    assert found.wire == "post@xn--strae-oqa.de"
    assert found.display == "post@straße.de"
    assert accepted("post@XN--STRAE-OQA.de") == found
    assert accepted("post@strasse.de").key != found.key


@pytest.mark.parametrize(
    ("text", "domain"),
    [("a@g\u043ev.example", "xn--gv-fmc.example"), ("a@\u0430\u0440\u0435.example", "xn--80ak6a.example")],
)
def test_a05_domains_that_look_like_others_get_a_warning(text: str, domain: str) -> None:
    found = accepted(text)
    assert found.domain == domain
    assert len(found.warnings) == 1
    assert found.key == f"a@{domain}"


def test_a05_a_local_part_in_mixed_scripts_gets_a_warning() -> None:
    assert "several scripts" in accepted("\u0430nn@b.example").warnings[0]


@pytest.mark.parametrize("text", ["почта@почтамт.example", "郵便@日本ひらがな.example", "a@münchen.example"])
def test_a05_honest_international_addresses_get_none(text: str) -> None:
    assert accepted(text).warnings == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@B.example", "ann@b.EXAMPLE"),
        ("HÉLÈNE@b.example", "he\u0301le\u0300ne@b.example"),
        ("a@MÜNCHEN.example", "a@xn--mnchen-3ya.example"),
        ("a@mu\u0308nchen.example", "a@münchen.example"),
        ("a@b\u3002example", "a@b.example"),
    ],
)
def test_a06_spellings_of_one_address_share_a_key(one: str, other: str) -> None:
    assert accepted(one).key == accepted(other).key


def test_a06_a_plus_tag_makes_another_address() -> None:
    assert accepted("ann+news@b.example").key != accepted("ann@b.example").key


def test_a_domain_is_judged_by_the_full_validator_once() -> None:
    judge_domain.cache_clear()
    for number in range(5):
        accepted(f"p{number}@ministère.example")
    assert judge_domain.cache_info().misses == 1
    for number in range(5):
        accepted(f"p{number}@ministry.example")
    assert judge_domain.cache_info().misses == 1


def test_scripts_written_together_count_as_one() -> None:
    assert len(scripts_of("日本ひらがなカタカナ")) == 1
    assert len(scripts_of("abc-123")) == 1


@settings(max_examples=200)
@given(LOCALS, DOMAINS)
def test_the_quick_check_agrees_with_the_full_validator(local: str, domain: str) -> None:
    """Where the quick check says yes the full validator does; and we are no laxer anywhere."""
    ours = parse(f"{local}@{domain}")
    try:
        full = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        assert isinstance(ours, AddressProblem)
    else:
        assert isinstance(ours, AddressProblem) or ours.domain == full.ascii_domain.lower()


@settings(max_examples=200)
@given(st.text(max_size=40).map(lambda text: text + "@ministry.example"))
def test_whatever_is_accepted_is_safe_on_the_wire_and_stays_as_it_is(text: str) -> None:
    found = parse(text)
    if isinstance(found, Address):
        assert re.fullmatch(r"[^\s<>\"(),:;\[\]\\\x00-\x1f\x7f-\x9f]+@[a-z0-9.-]+", found.wire)
        assert accepted(found.wire) == found
        assert accepted(found.key).key == found.key
