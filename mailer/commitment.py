"""Salted commitments: what names a person is hashed under a salt, so that both can go and the hash stays."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

SALT_LENGTH: Final = 32
"""Hexadecimal digits: 128 bits, so that nobody finds out by trying names what was erased."""


def fresh_salts(count: int) -> list[str]:
    """So many salts, drawn in one go."""
    drawn = secrets.token_hex(count * SALT_LENGTH // 2)
    return [drawn[start : start + SALT_LENGTH] for start in range(0, len(drawn), SALT_LENGTH)]


def commit(salt: str, *texts: str) -> str:
    """SHA-256 of the salt and the texts, each after its length so that no two rows of them read alike.

    As 64 hexadecimal digits. The salt has `SALT_LENGTH`.
    """
    told = salt
    for text in texts:
        told += f"{len(text)}:{text}"
    return hashlib.sha256(told.encode()).hexdigest()
