"""What sort of message came back: an ordered table of rules, by form first, then by sender and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from mailer.bounces.letter import Letter
from mailer.bounces.vocabulary import Sort


class SortRule(NamedTuple):
    """One row of the table; the first that holds decides."""

    name: str
    holds: Callable[[Letter], bool]
    sort: Sort | None
    """None for a notice of failure or delay, which its words tell apart."""


def sort_of(letter: Letter) -> tuple[Sort, str]:
    """The sort of a message without a delivery report, and the name of the rule that told it."""
    rule = next(rule for rule in RULES if rule.holds(letter))
    if rule.sort is not None:
        return rule.sort, rule.name
    return (Sort.DELAY if letter.is_late else Sort.BOUNCE), rule.name


def _is_answer(letter: Letter) -> bool:
    if letter.is_by_hand and letter.notice.quotes:
        return True
    return letter.is_answer and (not letter.is_from_daemon or (letter.is_by_hand and not letter.has_codes))


def _is_ticket(letter: Letter) -> bool:
    by_machine = letter.is_automatic or letter.has_null_sender or letter.says_automatic
    return letter.speaks_of_a_ticket and by_machine and not letter.is_from_daemon


def _speaks_of_failure(letter: Letter) -> bool:
    """Although its subject may be that of the letter it returns."""
    coded = letter.is_from_daemon and letter.has_codes and letter.names_somebody
    return letter.says_failed_in_subject or coded


def _is_notice(letter: Letter) -> bool:
    """Whether sender, subject and text together say enough, and nobody quotes."""
    if letter.notice.quotes and not letter.is_official:
        return False
    speaks = letter.says_failed_in_subject or letter.says_failed_in_text or letter.is_late
    told_twice = letter.says_failed_in_subject and letter.says_failed_in_text
    known = letter.is_official or (told_twice and _can_be_a_machine(letter))
    weight = 2 * letter.is_from_daemon + letter.has_null_sender + letter.is_automatic
    weight += 2 * letter.says_failed_in_subject + 2 * letter.says_failed_in_text
    weight += (letter.has_codes or letter.names_somebody) + letter.states_a_reason
    return speaks and known and weight >= LEAST_WEIGHT


def _can_be_a_machine(letter: Letter) -> bool:
    """Whether a sender that is called like a person writes as machines do: people too tell of failures."""
    if letter.is_automatic:
        return letter.names_somebody or letter.returns_a_message
    return letter.returns_a_message and not letter.is_by_hand


def _is_daemon_about_somebody(letter: Letter) -> bool:
    """In whatever language: it returns a message, or writes of an address and wants no answer or says why."""
    if not letter.is_from_daemon:
        return False
    if letter.returns_a_message or (letter.has_null_sender and letter.mentions_somebody):
        return True
    return letter.names_somebody and (letter.has_codes or letter.states_a_reason)


LEAST_WEIGHT: Final = 4
RULES: Final[tuple[SortRule, ...]] = (
    SortRule("feedback report (RFC 5965)", lambda letter: letter.is_feedback, Sort.COMPLAINT),
    SortRule("disposition notification (RFC 8098)", lambda letter: letter.is_disposition, Sort.RECEIPT),
    SortRule("X-Failed-Recipients", lambda letter: bool(letter.failed_recipients), None),
    SortRule(
        "answered by a machine",
        lambda letter: _is_answer(letter) and (letter.is_automatic or letter.says_automatic),
        Sort.AUTO_REPLY,
    ),
    SortRule("answered or forwarded", _is_answer, Sort.REPLY),
    SortRule("subject of a ticket", _is_ticket, Sort.AUTO_REPLY),
    SortRule(
        "subject of a list",
        lambda letter: letter.speaks_of_a_list and not letter.is_from_daemon,
        Sort.REPLY,
    ),
    SortRule(
        "subject of an automatic reply",
        lambda letter: letter.says_automatic and not _speaks_of_failure(letter),
        Sort.AUTO_REPLY,
    ),
    SortRule("asks for a confirmation", lambda letter: letter.challenges, Sort.CHALLENGE),
    SortRule(
        "says that it was delivered",
        lambda letter: letter.says_delivered and letter.is_official and not letter.has_codes,
        Sort.RECEIPT,
    ),
    SortRule(
        "opens as a receipt does",
        lambda letter: letter.opens_as_receipt and letter.is_official and not letter.has_codes,
        Sort.RECEIPT,
    ),
    SortRule(
        "words of an absent person",
        lambda letter: letter.speaks_of_absence and (letter.is_official or letter.is_automatic),
        Sort.AUTO_REPLY,
    ),
    SortRule(
        "held until somebody looks",
        lambda letter: letter.holds_back and (letter.is_official or letter.is_automatic),
        Sort.AUTO_REPLY,
    ),
    SortRule("about the office's own mailbox", lambda letter: letter.warns_the_office, Sort.REPLY),
    SortRule("words of a person", lambda letter: letter.speaks_of_absence, Sort.REPLY),
    SortRule("words of a mail system", _is_notice, None),
    SortRule(
        "a mail system writes of somebody",
        lambda letter: _is_daemon_about_somebody(letter) and not letter.says_automatic,
        None,
    ),
    SortRule(
        "subject of a receipt",
        lambda letter: (letter.says_read or letter.says_delivered) and letter.is_official,
        Sort.RECEIPT,
    ),
    SortRule(
        "sent by a machine",
        lambda letter: letter.is_automatic or (letter.has_null_sender and not letter.is_from_daemon),
        Sort.AUTO_REPLY,
    ),
    SortRule("no rule", lambda _: True, Sort.REPLY),
)
"""In the order in which they are asked."""
