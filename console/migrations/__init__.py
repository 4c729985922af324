"""The tables of an office: made, and brought from one version to the next, by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from console.migrations.triggers import statements
from mailer.audit import found_chain
from mailer.database import Database
from mailer.errors import Refused
from mailer.rebuilding import rebuilding
from mailer.troubles import speaking_plainly
from recipients.category import found_categories

HERE: Final = Path(__file__).parent
"""The scripts that are shipped."""
UPGRADING: Final = 7_245_001
"""The number under which PostgreSQL lets one upgrade after the other."""
NEWER: Final = "The tables are those of a newer program (version {}). Install that one; nothing was changed."


def upgrade(database: Database, scripts: Path = HERE) -> None:
    """Bring the tables to the newest version; harmless when they are there, and beside another one.

    One transaction: cut short, it leaves the version before it, and is begun again (F15). Refused for tables
    of a newer program, Unreachable if the database cannot be written.
    """
    config = _config(scripts)
    with rebuilding(database) as session:
        connection = session.connection()
        if not database.is_sqlite:
            session.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADING})"))
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and not knows(current, scripts):
            raise Refused(NEWER.format(current))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if MigrationContext.configure(connection).get_current_revision() != current:
            for statement in statements(connection):
                session.execute(text(statement))
        found_chain(session)
        found_categories(session)


def version_of(database: Database) -> tuple[str | None, str | None]:
    """The version the tables are in, and the newest there is; equal when nothing is to be done."""
    with speaking_plainly(), database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_config()).get_current_head()


def knows(version: str, scripts: Path = HERE) -> bool:
    """Whether tables of this version can be brought to the newest one by this program."""
    directory = ScriptDirectory.from_config(_config(scripts))
    return version in {script.revision for script in directory.walk_revisions()}


def _config(scripts: Path = HERE) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    return config
