"""Whom a salutation is for: by the column rank, by the post, by what is known of the person."""

from __future__ import annotations

import pytest

from recipients.courtesy import Courtesy, courtesy_code, rank_of_post
from recipients.entries import Entry
from recipients.recipient import kind_of


def entry(name: str = "", post: str = "") -> Entry:
    return Entry._make(
        (1, 1, kind_of(name, post), "", name, post, "", "", "", "{}", 1, "", "A Ministry", "governments",
         "KE", "en", (), (), ())
    )  # fmt: skip


@pytest.mark.parametrize(
    "post",
    [
        "Minister of Communications", "Prime Minister", "Ambassador", "Permanent Representative to the Union",
        "Ministre de la culture", "Ambassadrice", "Ministra de Educación", "Министр связи",
        "Посол Республики", "وزير الثقافة", "文化部长", "驻日内瓦大使",
    ],
)  # fmt: skip
def test_ministers_and_heads_of_mission_are_excellencies_in_every_language(post: str) -> None:
    assert rank_of_post(post) is Courtesy.EXCELLENCY


@pytest.mark.parametrize(
    "post",
    ["Director-General", "Secrétaire générale", "Presidente", "Председатель", "الأمين العام", "秘书长"],
)
def test_who_heads_an_organisation(post: str) -> None:
    assert rank_of_post(post) is Courtesy.HEAD


@pytest.mark.parametrize(
    "post",
    [
        "Adviser to the Minister", "Minister Counsellor", "Ministry focal point", "Deputy Director",
        "Office of the President", "Ministre conseillère", "министр-советник", "Administration", "",
        "Rectory",
    ],
)  # fmt: skip
def test_posts_that_only_name_a_rank_have_none(post: str) -> None:
    assert rank_of_post(post) is None


@pytest.mark.parametrize(
    ("name", "post", "fields", "code"),
    [
        ("", "", {}, "organisation"),
        ("Ama Were", "", {}, "named"),
        ("Ama Were", "", {"gender": "f"}, "named-f"),
        ("Ama Were", "", {"gender": "Female", "honorific": "Professor"}, "titled-f"),
        ("", "Registrar", {"honorific": "Dr"}, "honorific"),
        ("", "Registrar", {}, "general"),
        ("Ama Were", "Minister of Culture", {"gender": "f"}, "excellency-f"),
        ("Ama Were", "Minister of Culture", {"rank": "none"}, "named"),
        ("Ama Were", "Registrar", {"rank": "excellency"}, "excellency"),
        ("Ama Were", "Director", {"rank": "Head", "gender": "m"}, "head-m"),
        ("Ama Were", "", {"gender": "unknown", "rank": "duke"}, "named"),
        ("Ama Were", "", {"honorific": [{"a": "b"}]}, "named"),
    ],
)
def test_the_code_that_templates_compare(name: str, post: str, fields: dict[str, object], code: str) -> None:
    assert courtesy_code(entry(name, post), fields) == code
