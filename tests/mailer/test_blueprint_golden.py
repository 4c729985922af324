"""Golden files: the bytes of engine 1 do not change, so that what a person received can be rebuilt.

If a change is meant, it is a new engine version with golden files of its own; these stay as they are.
To write the files of a new engine: `python -m tests.mailer.test_blueprint_golden`.
"""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from mailer.blueprint import ENGINE, Blueprint, BlueprintSpec, Filling, Mailbox
from mailer.dispatch import MailKind
from mailer.merge import Value
from tests.rig.messages import ANNEX, filling, part, read, spec

FOLDER = Path(__file__).parent / "golden"

ENGLISH = spec(
    subject="{{ reference }}: call for contributions to {{ organisation }}",
    kind=MailKind.VOLUNTARY,
    list_id="circulars.assembly.example",
    parts=(part("Annex 1 – Questions.pdf"),),
)
RUSSIAN = spec(
    language="ru",
    sender=Mailbox("Ассамблея прибрежных обсерваторий", "letters@assembly.example"),
    subject="{{ reference }}: приглашение представить вклад в работу третьей сессии",
    text="""{{ reference }}

{{ salutation }}

Секретариат приглашает {{ organisation }} ответить до 29 марта.
{{ link | url }}
{% for row in rows %}
• {{ row.year }}: {{ row.title | default('—') }}
{% endfor %}
""",
    html="""<p>{{ salutation }}</p>
<p lang="ru">Секретариат приглашает <b>{{ organisation }}</b> ответить до 29 марта:
<a href="{{ link | url }}">страница для ответов</a>.</p>
""",
    parts=(part("Приложение к циркулярному письму о созыве третьей сессии.pdf"),),
)
ARABIC = spec(
    language="ar",
    sender=Mailbox("أمانة جمعية المراصد الساحلية", "letters@assembly.example"),
    subject="{{ reference }}: دعوة إلى تقديم مساهمات",
    text="""{{ reference }}

{{ salutation }}

تدعو الأمانة {{ organisation }} إلى الرد قبل ٢٩ آذار/مارس.
{{ link | url }}
""",
    html="""<div dir="rtl" lang="ar"><p>{{ salutation }}</p>
<p>تدعو الأمانة {{ organisation }} إلى الرد قبل ٢٩ آذار/مارس.</p></div>
""",
)
FRENCH = spec(
    language="fr",
    subject="{{ reference }} : appel à contributions",
    text="""{{ salutation }}

.
From là-bas, le secrétariat invite {{ organisation }} à répondre avant le 29 mars ; voir {{ link | url }}
""",
    html="""<p>{{ salutation }}</p>
<p>Le secrétariat de l’Assemblée invite {{ organisation }} à répondre avant le 29 mars.</p>
""",
)

NAMES = {
    "en": "Amina Okoro, Director (Tides)",
    "fr": "Gaël O’Brien",
    "ru": "Константин Владимирович Константинопольский-Заграничный",
    "ar": "أمينة العبدالله",
}
VALUES: dict[str, dict[str, Value]] = {
    "en": {"note": "Second line\r\n.\r\nFrom there"},
    "fr": {"salutation": "Monsieur le Président,", "organisation": "l’Île aux Œufs"},
    "ru": {
        "salutation": "Уважаемый Константин Владимирович!",
        "organisation": "обсерваторию «Северный берег»",
        "rows": [{"year": "2023", "title": "Приливы"}, {"year": "2025"}],
    },
    "ar": {"salutation": "سعادة السيدة أمينة،", "organisation": "مرصد الساحل"},
}
CASES: dict[str, tuple[BlueprintSpec, Filling]] = {
    "en": (ENGLISH, filling(VALUES["en"], name=NAMES["en"])),
    "fr": (FRENCH, filling(VALUES["fr"], name=NAMES["fr"])),
    "ru": (RUSSIAN, filling(VALUES["ru"], name=NAMES["ru"], address="константин@members.example")),
    "ar": (ARABIC, filling(VALUES["ar"], name=NAMES["ar"])),
}


def filled(name: str) -> bytes:
    one, copy = CASES[name]
    return Blueprint(one, {part().sha256: ANNEX}).fill(copy)


def path_of(name: str) -> Path:
    return FOLDER / f"engine-{ENGINE}-{name}.eml"


@pytest.mark.parametrize("name", CASES)
def test_the_bytes_of_this_engine_never_change(name: str) -> None:
    assert filled(name) == path_of(name).read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_the_golden_files_are_sound_messages(name: str) -> None:
    message = path_of(name).read_bytes()
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert not [defect for found in parsed.walk() for defect in found.defects]
    assert parsed["Content-Language"] == name
    second = read(message)
    letter = second.parts[0] if second.parts[0].parts else second
    encodings = {found.field("Content-Transfer-Encoding") for found in letter.parts}
    assert encodings == {"base64" if name in ("ru", "ar") else "quoted-printable"}


if __name__ == "__main__":
    for case in CASES:
        path_of(case).write_bytes(filled(case))
