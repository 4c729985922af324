"""Our inbox, one process: what lies in a Maildir is collected, read, and concluded.

`python -m bench.taking_in DATABASE-URL MAILDIR MAILS` prints one JSON object: the seconds it took.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.office import KEYRING, MEASURER
from bench.stopwatch import Stopwatch
from mailer.bounce_settings import BounceSettings
from mailer.clock import utc_now
from mailer.database import open_database
from mailer.inbox.collecting import collect
from mailer.inbox.maildir import Maildir
from mailer.inbox.reading import read_stored
from mailer.settings import HEADS
from scheduler.outcomes.concluding import draw_conclusions


def main() -> None:
    """Collect, read and conclude everything, and say how long that took."""
    url, maildir, mails = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    with TemporaryDirectory(prefix="bench-heads-") as folder:
        database = open_database(url, heads=Path(folder) / HEADS)
        watch = Stopwatch()
        new = collect(database, utc_now(), MEASURER, Maildir(maildir)).new
        read = read_stored(database, utc_now(), MEASURER, KEYRING)
        draw_conclusions(database, utc_now(), MEASURER, BounceSettings())
        if (new, read.total()) != (mails, mails):
            raise SystemExit(f"{new} mails came and {read.total()} were read, not {mails}.")
        watch.print_reading(mails)


if __name__ == "__main__":
    main()
