"""Triggers that refuse to change or delete what was written down, on either database."""

from __future__ import annotations

from collections.abc import Iterator

APPEND_ONLY = ("audit_entry", "delivery_attempt")


def statements(dialect: str, *, again: bool = False) -> Iterator[str]:
    """The statements that guard the append-only tables; `again` those that a later migration may need.

    SQLite drops the triggers of a table that is made anew.
    """
    if dialect == "sqlite":
        for table in APPEND_ONLY:
            for deed in ("update", "delete"):
                yield (
                    f"CREATE TRIGGER IF NOT EXISTS {table}_{deed} BEFORE {deed.upper()} ON {table} BEGIN"
                    f" SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
                )
        return
    if again:
        return
    yield (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
