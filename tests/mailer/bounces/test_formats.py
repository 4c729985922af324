"""What is read out of each form of notice: sort, recipients, kind, action, reason."""

from __future__ import annotations

import pytest

from mailer.bounces import read
from tests.mailer.bounces.sample import Sample, mail
from tests.mailer.bounces.samples_doubtful import DOUBTFUL
from tests.mailer.bounces.samples_other import ABSENCES, OTHERS
from tests.mailer.bounces.samples_plain import PLAIN
from tests.mailer.bounces.samples_rare import RARE
from tests.mailer.bounces.samples_report import REPORTS


@pytest.mark.parametrize("sample", [*PLAIN, *RARE, *REPORTS], ids=lambda sample: sample.name)
def test_a_notice_is_read(sample: Sample) -> None:
    reading = read(sample.raw)
    told = tuple((it.recipient, str(it.kind), str(it.action), str(it.reason)) for it in reading.verdicts)
    assert (str(reading.sort), told) == (sample.sort, sample.verdicts)
    if sample.status:
        assert reading.verdicts[0].status == sample.status


@pytest.mark.parametrize("sample", [*ABSENCES, *OTHERS, *DOUBTFUL], ids=lambda sample: sample.name)
def test_what_is_no_failure_is_none(sample: Sample) -> None:
    reading = read(sample.raw)
    assert (str(reading.sort), reading.verdicts) == (sample.sort, ())


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ("Zugestellt: Aufruf", "says that it was delivered"),
        ("Gelesen: Aufruf", "opens as a receipt does"),
        ("Ungelesen: Aufruf", "opens as a receipt does"),
        ("Non lu : Appel", "opens as a receipt does"),
        ("Não lido: Convite", "opens as a receipt does"),
        ("已读：征稿", "opens as a receipt does"),
        ("Call for contributions: not read", "subject of a receipt"),
    ],
)
def test_a_receipt_says_read_or_unread_and_not_delivered(subject: str, rule: str) -> None:
    body = "Your message\n\n   To: ann.port@harbour.example\n\nwas handled on Monday, 3 March 2025.\n"
    reading = read(mail(body, sender="ann.port@harbour.example", subject=subject, path="<>"))
    assert (str(reading.sort), reading.rule) == ("receipt", rule)
