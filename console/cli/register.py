"""`mailer register`: the commands of the register of reference numbers."""

from __future__ import annotations

import click

from console.cli.desk import InOrder
from console.cli.register_closing import close_year, closings
from console.cli.register_ending import cancel, strike_out, void
from console.cli.register_reading import gaps, list_, show
from console.cli.register_series import define, open_period, series


@click.group(cls=InOrder)
def command() -> None:
    r"""The register of reference numbers: what was issued, reserved, voided, and why.

    A number is taken when a letter is approved, never used twice, and never lost: every gap is a void entry
    with its reason.

    \b
    Example:
      $ mailer register list
    """


for each in (define, open_period, series, list_, show, gaps, void, strike_out, cancel, close_year, closings):
    command.add_command(each)
