"""The tables of an office: made, and brought from one version to the next, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mailer.audit import found_chain
from mailer.database import Database
from mailer.troubles import speaking_plainly
from recipients.category import found_categories


def upgrade(database: Database) -> None:
    """Bring the tables to the newest version; harmless when they are there.

    One transaction: a migration that is cut short leaves the version before it (F15). Unreachable if the
    database cannot be written.
    """
    with database.writing() as session:
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")
        found_chain(session)
        found_categories(session)


def version_of(database: Database) -> tuple[str | None, str | None]:
    """The version the tables are in, and the newest there is; equal when nothing is to be done."""
    with speaking_plainly(), database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_config()).get_current_head()


def knows(version: str) -> bool:
    """Whether tables of this version can be brought to the newest one by this program."""
    return version in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
