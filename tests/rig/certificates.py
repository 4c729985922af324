"""Certificates for servers in tests: a good one, an expired one, a misnamed one (made by certs/make.sh)."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certs"
AUTHORITY = CERTIFICATES / "authority.pem"
"""The authority that signed all three, for `ca_file`."""

RIGHT = "right"  # for localhost, relay.example and 127.0.0.1, until 2054
EXPIRED = "expired"  # the same names, until 2021
MISNAMED = "misnamed"  # for elsewhere.example


def server_context(name: str, *, old: bool = False) -> ssl.SSLContext:
    """A server's side of TLS with one of the certificates; `old` speaks nothing newer than TLS 1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    if old:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
