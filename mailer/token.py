"""Tokens that name one delivery for one purpose, and cannot be made by anybody else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mailer.errors import Refused

SERIAL_LENGTH: Final = 16
MAC_LENGTH: Final = 16
KEY_ID_LENGTH: Final = 2
_OCTETS: Final = 10
"""Octets that 16 characters of five bits hold."""
VEILED: Final = "#"
"""How the name of something veiled begins; no address key does."""
DIGITS: Final = "abcdefghijklmnopqrstuvwxyz234567"
ALPHABET: Final = frozenset(DIGITS)


class Purpose(StrEnum):
    """What a token is good for; one made for a purpose is worthless for another."""

    RETURN_PATH = "return path"
    REPLY = "reply"
    UNSUBSCRIBE = "unsubscribe"
    PAGE = "page"


def new_serial() -> str:
    """The random name of a delivery: 80 bits as 16 characters a-z2-7, from which its other names follow."""
    return _written(secrets.token_bytes(_OCTETS))


@dataclass(frozen=True)
class Keyring:
    """The office's secret keys by their two-letter id; new tokens are made with the current one."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str

    def mint(self, purpose: Purpose, serial: str, key_id: str) -> str:
        """The token of a delivery for a purpose: 34 characters a-z2-7, so that any mail system carries it.

        Equal arguments give equal tokens. Refused if the key is not on the ring.
        """
        return f"{key_id}{serial}{self._mac(purpose, serial, key_id)}"

    def read(self, purpose: Purpose, token: str) -> str | None:
        """The serial of the delivery that a token names, or None for one that is not ours or not for this.

        Letter case is ignored, as mail systems do. The comparison takes constant time.
        """
        token = token.lower()
        if len(token) != KEY_ID_LENGTH + SERIAL_LENGTH + MAC_LENGTH or not ALPHABET.issuperset(token):
            return None
        key_id, serial = token[:KEY_ID_LENGTH], token[KEY_ID_LENGTH:-MAC_LENGTH]
        if key_id not in self.keys:
            return None
        genuine = hmac.compare_digest(self._mac(purpose, serial, key_id), token[-MAC_LENGTH:])
        return serial if genuine else None

    def veil(self, text: str, key_id: str) -> str:
        """A name for a text that tells nothing of it without the key: `#`, its id, 52 characters a-z2-7.

        Equal arguments give equal names. Refused if the key is not on the ring.
        """
        veiled = hmac.digest(self._key(key_id), f"veil\0{text}".encode(), hashlib.sha256)
        return f"{VEILED}{key_id}{base64.b32encode(veiled).decode('ascii').lower().rstrip('=')}"

    def _mac(self, purpose: Purpose, serial: str, key_id: str) -> str:
        mac = hmac.digest(self._key(key_id), f"{purpose}\0{serial}".encode("ascii"), "sha256")
        return _written(mac[:_OCTETS])

    def _key(self, key_id: str) -> bytes:
        key = self.keys.get(key_id)
        if key is None:
            raise Refused(f"The signing key “{key_id}” is missing from the office's key file; restore it.")
        return key


_PAIRS: Final = tuple(first + second for first in DIGITS for second in DIGITS)


def _written(octets: bytes) -> str:
    """Ten octets in base32 (RFC 4648 section 6), in small letters: ten bits at a time, as two characters."""
    bits = int.from_bytes(octets, "big")
    return "".join([_PAIRS[bits >> shift & 1023] for shift in range(70, -1, -10)])


def new_key_line(key_id: str = "ka") -> str:
    """A line for the key file: the id and a fresh secret of 256 bits."""
    return f"{key_id} {secrets.token_hex(32)}\n"


def read_keys(text: str) -> Keyring:
    """The ring from a key file: one `id secret` a line, the last one current; Refused if a line is none."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        key_id, _, secret = line.strip().partition(" ")
        try:
            key = bytes.fromhex(secret)
        except ValueError:
            key = b""
        if len(key_id) != KEY_ID_LENGTH or not ALPHABET.issuperset(key_id) or len(key) < MAC_LENGTH:
            raise Refused(f"Line {number} of the key file is not a key; restore the file from a backup.")
        keys[key_id] = key
    if not keys:
        raise Refused("The key file holds no key; restore it from a backup.")
    return Keyring(keys, list(keys)[-1])
