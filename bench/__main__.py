"""The command of the measures: `python -m bench [MEASURE]`, all of them by default."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

from bench import (
    bounces,
    documents,
    importing,
    inbox,
    memory,
    messages,
    old_letters,
    registering,
    reminders,
    rendering,
    sending,
)
from bench.figures import print_machine

MEASURES: Final[Mapping[str, tuple[Callable[[argparse.ArgumentParser], None], Callable[..., bool]]]] = {
    "sending": (sending.add_options, sending.run),
    "memory": (memory.add_options, memory.run),
    "importing": (importing.add_options, importing.run),
    "messages": (messages.add_options, messages.run),
    "documents": (documents.add_options, documents.run),
    "rendering": (rendering.add_options, rendering.run),
    "old-letters": (old_letters.add_options, old_letters.run),
    "registering": (registering.add_options, registering.run),
    "bounces": (bounces.add_options, bounces.run),
    "inbox": (inbox.add_options, inbox.run),
    "reminders": (reminders.add_options, reminders.run),
}


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; 0 if every promise was kept, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="measure")
    for name, (add_options, _) in MEASURES.items():
        add_options(commands.add_parser(name))
    asked = parser.parse_args(arguments)
    print_machine()
    if asked.measure:
        return 0 if MEASURES[asked.measure][1](asked) else 1
    kept = [run(parser.parse_args([name])) for name, (_, run) in MEASURES.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
