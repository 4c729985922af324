"""Whom a notice in plain words speaks of, and which of its lines speak of whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from mailer.bounces.addresses import Found, find_addresses
from mailer.bounces.announcing import FAILED_BODY
from mailer.bounces.phrases import Phrases, plain, plain_words, split

MOST_MENTIONS: Final = 500
_BRACKETS: Final = " \t=>–—→<>\"'([{*-•·|「《“”"
_BETWEEN: Final = f"{_BRACKETS}>,;&"
"""What stands between the addresses of one line that are all meant."""
_EXPANDED: Final = ("(expanded from", "(generated from")
"""Ends of a line before the address that was written to, where that stands in the next."""
_CODE: Final = re.compile(r"[245][0-5][0-9][ -]{1,3}(?:#?[245]\.[0-9]{1,3}\.[0-9]{1,3}:?\s{0,3})?[<\"']?")
_LABELS: Final = plain_words(
    """
    to; recipient; recipients; rcpt; rcpt_to; address; addressee; addressees; user; mailbox; email; for;
    final-recipient; original-recipient; x-failed-recipients; final_recipient; envelope-to; destination;
    unknown; invalid; undeliverable; failed; failure; bounced; rejected; account; username; name;
    target; destinataire; destinataires; adresse; à; destinatario; destinatarios; dirección; para;
    получатель; получатели; адресат; кому; адрес; المستلم; المستلمون; الى; إلى; العنوان; 收件人; 收件者;
    收件地址; 邮箱; 地址; 宛先; 受信者; an; empfänger; destinatário; destinatari; indirizzo; a;
    ontvanger; geadresseerde; aan; till; mottagare; til; modtager; mottaker; vastaanottaja; adresat;
    alıcı
    """
)
_LABEL_PHRASES: Final = Phrases(
    """
    rcpt to; recipient address; recipient; failed recipient; failed address; email address; mail address;
    user name; address; intended recipient; original recipient; final recipient; destination address;
    delivery to; mail to; message to; not delivered to; delivered to; error for; could not be delivered to;
    could not deliver; envelope recipient; sent to; undeliverable to; deliver to; destinataire;
    destinatario; получател; адресат; المستلم; 收件人; 收件者; 宛先; empfänger; following address;
    following recipient; unknown
"""
)
_SENDERS: Final = plain_words(
    """
    from; sender; mail; return-path; reply-to; message-id; subject; cc; bcc; x-sender; de; von; от; من;
    发件人; 寄件者; 差出人; expéditeur; remitente; отправитель; المرسل; absender; remetente; mittente;
    van; från; fra; received; by; id; message-id:; references; in-reply-to; envelope-from; date; sent;
    x-postfix-sender; reporting-mta; originator
    """
)
_SENDER_PHRASES: Final = Phrases("""
    mail from; message from; mail sent by; reply to; message id; message-id; sent by; return path;
    envelope from; from address; originally from; sender; x-postfix-sender; in-reply-to;
    identificativo messaggio; identificativo del messaggio; identifiant du message;
    identificador del mensaje; identificador da mensagem; nachrichten-id; идентификатор сообщения
""")
_COMES_FROM: Final = ("sent by", "proveniente da", "provenant de", "procedente de", "proveniente de")
"""Ends of what stands in a sentence before the address of its sender, in the plain form."""
_HELP: Final = Phrases(
    """
    contact; assist; question; support; help; abuse; complain; unsubscribe; please send; please forward;
    please email; please call; to the address; problem report; report this; administrator at;
    administrateur à; postmaster at; for more information; further information; contacter; contactez;
    póngase en contacto; обращайтесь; обратитесь; свяжитесь; للاستفسار; الاتصال ب; 联系; 聯絡; お問い合わせ;
    wenden sie sich; instead; please use; new address; write to; forwarded to; write me at
"""
)
_OFFICIALS: Final = frozenset(
    split(
        """
        postmaster; mailer-daemon; abuse; noreply; no-reply; donotreply; hostmaster; webmaster; helpdesk;
        support; security
        """
    )
)


class Rank(IntEnum):
    """How surely a line speaks of an address as of one that mail did not reach."""

    PASSING = 1  # it stands somewhere in a sentence
    ANNOUNCED = 3  # in a sentence that says that something was not delivered
    LABELLED = 4  # after a word such as `Recipient:`
    LEADING = 5  # it opens the line


@dataclass(frozen=True, slots=True)
class Mention:
    """One address in one line."""

    address: str
    line: int
    rank: Rank


def mentions(lines: Sequence[str], not_meant: Collection[str]) -> list[Mention]:
    """All mentions of addresses but those not meant (the office's own, the server's), in their order."""
    found: list[Mention] = []
    for at, line in enumerate(lines):
        if "@" not in line:
            continue
        rank, end = None, 0
        for address in find_addresses(line):
            if not rank or line[end : address.start].strip(_BETWEEN):
                rank = _rank(lines, at, address)
            end = address.end
            if rank and address.address.lower() not in not_meant:
                found.append(Mention(address.address, at, rank))
        if len(found) > MOST_MENTIONS:
            break
    return found


def recipients(found: Sequence[Mention]) -> list[str]:
    """Those that the notice is about: the addresses of the surest rank, each once."""
    best = max((mention.rank for mention in found), default=None)
    chosen: dict[str, str] = {}
    for mention in found:
        if mention.rank == best:
            chosen.setdefault(mention.address.lower(), mention.address)
    if best == Rank.PASSING and len(chosen) > 2:
        return []
    officials = {key for key in chosen if key.partition("@")[0] in _OFFICIALS}
    return [
        address for key, address in chosen.items() if key not in officials or len(officials) == len(chosen)
    ]


def words_about(address: str, lines: Sequence[str], found: Sequence[Mention], among: Collection[str]) -> str:
    """The lines from each mention of an address to the next mention of another one of those meant.

    Addresses that stand together, with no words between them, share the words that follow.
    """
    keys = {other.lower() for other in among}
    starts = [mention for mention in found if mention.address.lower() in keys]
    said: dict[int, str] = {}
    for number, mention in enumerate(starts):
        if mention.address.lower() == address.lower():
            end = _end_of_words(mention, starts[number + 1 :], lines)
            said |= {at: lines[at] for at in range(_start_of_dialogue(mention, lines), end)}
    return "\n".join(said.values())


def written_to(words: str) -> str:
    """The address that a server expanded to the one its words are about; or empty."""
    _, _, after = words.partition("(expanded from")
    found = next(find_addresses(after.partition(")")[0]), None)
    return found.address if found else ""


def _start_of_dialogue(mention: Mention, lines: Sequence[str]) -> int:
    """Where the server's answers begin that stand directly above, if they name nobody."""
    start = mention.line
    while start and lines[start - 1].lstrip().startswith(("<<<", ">>>")):
        start -= 1
    above = lines[start : mention.line]
    return mention.line if any("<<<" in line and "@" in line for line in above) else start


def _end_of_words(mention: Mention, following: Sequence[Mention], lines: Sequence[str]) -> int:
    for other in following:
        different = other.address.lower() != mention.address.lower() and other.line > mention.line
        if different and any(plain(line).strip() for line in lines[mention.line : other.line]):
            return other.line
    return len(lines)


def _rank(lines: Sequence[str], at: int, address: Found) -> Rank | None:
    """How an address stands in its line; None for a sender, or for one that is named for help."""
    line = lines[at]
    before, after = line[: address.start], line[address.end :]
    lead = before.strip(_BRACKETS)
    if not lead and at and lines[at - 1].rstrip().endswith(_EXPANDED):
        return Rank.PASSING
    if not lead or not plain(lead).strip():
        return None if _is_named_for_help(lines, at) else _rank_of_leading(after)
    label = plain(lead.rstrip(":=：；; ")).strip()
    last = label.rpartition(" ")[2]
    if label.endswith(_COMES_FROM):
        return None
    labelled = lead[-1:] in ":=：" or lead.endswith(("=", ": rfc822;", "rfc822;"))
    if (labelled or " " not in label) and (label in _SENDERS or _SENDER_PHRASES.first_in(f" {label} ")):
        return None
    if _CODE.fullmatch(before.strip() + " ") or _CODE.fullmatch(before.lstrip()):
        return Rank.LABELLED
    if label in _LABELS or (
        labelled and (label in _LABELS or last in _LABELS or _LABEL_PHRASES.first_in(f" {label} "))
    ):
        return Rank.LABELLED
    return _rank_in_sentence(lines, at)


def _is_named_for_help(lines: Sequence[str], at: int) -> bool:
    """Whether the words before an address that stands alone say that help is to be had there."""
    before = next((line for line in reversed(lines[max(0, at - 2) : at]) if line.strip()), "")
    ready = plain(before)
    return bool(_HELP.first_in(ready)) and not FAILED_BODY.first_in(ready)


def _rank_of_leading(after: str) -> Rank:
    rest = after.lstrip(">)\"'* \t]|")
    if not rest or rest[0] in ":;,-–—([<=：" or rest.startswith(("...", "…")):
        return Rank.LEADING
    word = rest.split(None, 1)[0]
    return (
        Rank.LEADING
        if word[:1].isupper() or word[:1].isdigit() or word in ("on", "am", "le", "el")
        else Rank.ANNOUNCED
    )


def _rank_in_sentence(lines: Sequence[str], at: int) -> Rank | None:
    sentence = plain(" ".join(lines[max(0, at - 1) : at + 2]))
    own = plain(lines[at])
    if _HELP.first_in(own):
        return None
    if FAILED_BODY.first_in(own) or FAILED_BODY.first_in(sentence):
        return Rank.ANNOUNCED
    return Rank.PASSING
