"""The settings of a relay: nothing unprotected crosses a network by oversight."""

from __future__ import annotations

from typing import Any

import pytest

from mailer.errors import Misused
from mailer.wire import Relay, Tls


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_plain_line_on_this_machine_is_allowed_even_with_a_password(host: str) -> None:
    relay = Relay(host, 2525, tls=Tls.OFF, user="office", password="s3cret")
    assert relay.on_this_machine


@pytest.mark.parametrize(
    "host", ["relay.example", "192.0.2.1", "localhost.example", "0.0.0.0", "2001:db8::1"]
)
def test_a39_plain_line_to_another_machine_must_be_said_to_be_safe(host: str) -> None:
    with pytest.raises(Misused, match="cross the network unprotected"):
        Relay(host, 25, tls=Tls.OFF)
    assert not Relay(host, 25, tls=Tls.OFF, plain_is_safe=True).on_this_machine


def test_a39_password_never_crosses_a_network_in_plain_text() -> None:
    with pytest.raises(Misused, match="password"):
        Relay("relay.example", 25, tls=Tls.OFF, plain_is_safe=True, user="office", password="s3cret")


def test_tls_is_the_default() -> None:
    assert Relay("relay.example").tls is Tls.STARTTLS


def test_a36_password_is_not_shown() -> None:
    assert "s3cret" not in repr(Relay("relay.example", user="office", password="s3cret"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"host": "a b"},
        {"host": "a..example"},
        {"host": "a" * 64 + ".example"},
        {"host": "a\r\nQUIT"},
        {"helo": "we\r\nQUIT"},
        {"verify_name": "a b"},
        {"port": 0},
        {"port": 65536},
        {"letters_per_connection": 0},
        {"password": "s3cret"},
    ],
)
def test_settings_that_make_no_sense_are_misuse(wrong: dict[str, Any]) -> None:
    with pytest.raises(Misused):
        Relay(**{"host": "relay.example", **wrong})
