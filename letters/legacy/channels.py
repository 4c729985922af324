"""Finds the ways to answer that a sentence of an old letter names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from letters.facts import ChannelKind
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.legacy.contacts import MAILBOX
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'“”«»，。]+")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_BEFORE_PAGE: Final = 45


@dataclass(frozen=True)
class Channel:
    """One way to answer: `to` is the page, mailbox, number of the annex or name of the platform.

    `also` are the mailboxes to which a form goes.
    """

    kind: ChannelKind
    to: str
    url: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskContext:
    """What the letter says elsewhere about its channels.

    `mailbox` is the contact's, for `the address above`; `annexed` says that there are annexes: a form to be
    returned is one of them then. `lost_links` are the words of links that have lost their address.
    """

    mailbox: str = ""
    annexed: bool = False
    lost_links: tuple[str, ...] = ()


def channels_in(sentence: Sentence, context: AskContext, tongue: Tongue) -> list[Channel]:
    """The ways to answer that a sentence names; a form to be returned counts more than where it goes."""
    form = _form(sentence, context, tongue)
    if form is not None:
        mailboxes = dict.fromkeys(found.rstrip(".") for found in MAILBOX.findall(sentence.text))
        return [Channel(ChannelKind.ANNEX, str(form), also=tuple(mailboxes))]
    found = list(_addresses(sentence, context, tongue))
    words = tongue.variants.asks
    ways = (*words.forms, *words.platforms)
    told = tongue.says(ways, sentence.folded) and not found
    lost = [
        link
        for link in context.lost_links
        if link in sentence.text and (told or tongue.says(ways, fold(link)))
    ]
    if lost and all(channel.kind is ChannelKind.PLATFORM and not channel.url for channel in found):
        return [Channel(ChannelKind.PLATFORM, lost[0])]
    return found


def _addresses(sentence: Sentence, context: AskContext, tongue: Tongue) -> Iterator[Channel]:
    """Pages and mailboxes; without any, the mailbox in the head or a platform that is only named."""
    mailboxes = list(dict.fromkeys(found.rstrip(".") for found in MAILBOX.findall(sentence.text)))
    pages = [found.rstrip(".,;:") for found in URL.findall(MAILBOX.sub("", sentence.text))]
    if mailboxes:
        pages = [page for page in pages if not only_informs(sentence, page, tongue)]
    match = tongue.pattern(tongue.variants.asks.platforms).search(sentence.folded)
    platform = sentence.text[match.start() : match.end()] if match else ""
    for page in dict.fromkeys(pages):
        yield Channel(ChannelKind.PLATFORM, platform, page) if platform else Channel(ChannelKind.URL, page)
    for mailbox in mailboxes:
        yield Channel(ChannelKind.MAILBOX, mailbox)
    if not pages and not mailboxes:
        if context.mailbox and tongue.says(tongue.variants.asks.above, sentence.folded):
            yield Channel(ChannelKind.MAILBOX, context.mailbox)
        elif platform:
            yield Channel(ChannelKind.PLATFORM, platform)


def only_informs(sentence: Sentence, page: str, tongue: Tongue) -> bool:
    """Whether a page is where something can be read, and not where an answer goes."""
    before = sentence.folded[: sentence.text.find(page)][-_BEFORE_PAGE:]
    return tongue.says(tongue.variants.asks.informs, before)


def _number(printed: str) -> int:
    """The number of an annex: `2`, `II`, `B`."""
    if printed.isdigit():
        return int(printed)
    return _ROMAN.get(printed) or (ord(printed) - ord("a") + 1 if len(printed) == 1 else 1)


def _form(sentence: Sentence, context: AskContext, tongue: Tongue) -> int | None:
    """The number of the annex that is a form to be filled in; 1 where the form has no number."""
    words = tongue.variants.asks
    if not tongue.says(words.forms, sentence.folded) or URL.search(sentence.text):
        return None
    headings = alternatives(tongue.variants.marks.annex_headings, unspaced=tongue.variants.unspaced)
    number = re.search(
        rf"{headings}\s*(?:n[o°]\.?\s*)?(?P<number>\d{{1,2}}|[ivx]{{1,3}}\b|[a-h]\b)", sentence.folded
    )
    if number and (number["number"].isdigit() or sentence.text[number.start("number")].isupper()):
        return _number(number["number"])
    if tongue.says(words.form_enclosed, sentence.folded):
        return 1
    returned = tongue.says(words.returned, sentence.folded)
    return 1 if returned and context.annexed and not tongue.says(words.platforms, sentence.folded) else None
