"""What a rule of wording is: a name, a reason, phrases by language, and an example for each language."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailer.bounces.pairs import Pairs
from mailer.bounces.phrases import Phrases, phrases_of
from mailer.bounces.vocabulary import Reason


@dataclass(frozen=True)
class Rule:
    """One row of the table of wordings; the first row that fits a diagnostic text decides.

    Phrases are compared in the form of `phrases.plain`: letter case, punctuation, addresses and links do not
    count, and `…` stands for up to forty characters, and `$` for the end of the text.
    """

    name: str
    reason: Reason
    phrases: Phrases = field(compare=False)
    examples: tuple[str, ...]
    """Invented server replies, at least one, that this rule and no earlier one decides."""
    literally: tuple[str, ...] = ()
    """Texts in lower case that are looked for with their punctuation, spaces alone set equal."""
    servers: tuple[str, ...] = ()
    """Parts of names of servers, or ends of the recipient's domain, of which alone it holds; or all."""
    hard: bool | None = None
    """Whether the address is bad; None leaves it to the reason: address and domain are."""
    pairs: tuple[Pairs, ...] = field(default=(), compare=False)
    """Nouns and what is said of them near by, asked after the phrases."""

    def first_in(self, text: str, with_addresses: str) -> str:
        """A phrase or a pair that a text of the plain form holds, as written; or empty.

        Pairs are looked for in the plain form in which a word stands for each address.
        """
        found = (pairs.first_in(with_addresses) for pairs in self.pairs)
        return self.phrases.first_in(text) or next(filter(None, found), "")


def rule(
    name: str,
    reason: Reason,
    *examples: str,
    literally: tuple[str, ...] = (),
    servers: tuple[str, ...] = (),
    hard: bool | None = None,
    pairs: tuple[Pairs, ...] = (),
    **languages: str,
) -> Rule:
    """A rule with its phrases by language, as `phrases_of` takes them."""
    return Rule(name, reason, phrases_of(**languages), examples, literally, servers, hard, pairs)
