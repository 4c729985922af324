"""What Alembic runs for each command: the tables of all floors, on the connection it is handed."""

from typing import Any, Literal

from alembic import context

from console.tables import METADATA
from mailer.database import Canonical, Moment

PLAIN = {Moment: "sa.DateTime(timezone=True)", Canonical: "sa.Text()"}
"""Migrations name the types of the database, which outlive ours."""


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """How a type of ours is written in a migration."""
    return PLAIN.get(type(item), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
