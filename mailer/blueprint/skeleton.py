"""Blueprints at work: everything that copies share is made bytes once, each copy adds its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from mailer.blueprint import headers
from mailer.blueprint.checks import check_facts, check_headers, extra_header, spec_problems
from mailer.blueprint.encoding import (
    CODINGS,
    TransferEncoding,
    choose_encoding,
    finish_base64,
    finish_quoted_printable,
)
from mailer.blueprint.filling import Filling
from mailer.blueprint.mailbox import check_address
from mailer.blueprint.parts import encode_part
from mailer.blueprint.spec import BlueprintSpec
from mailer.dispatch import MailKind
from mailer.errors import Misused, Refused
from mailer.merge import (
    Escaping,
    MergeFailed,
    Template,
    TemplateRefused,
    Values,
    compile_template,
    fixed_text,
)

SUPPRESS: Final = "X-Auto-Response-Suppress"
_SERIAL: Final = re.compile(r"[a-z2-7]{16}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9._=-]{1,52}")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Blueprint:
    """A compiled specification. It keeps nothing of a filling, so that no copy can reach another.

    `part_bytes` gives the bytes of every annex by its SHA-256. TemplateRefused, with the template's name in
    its place, for a template with problems; Refused for any other fault of the specification or its annexes.
    `fields` are the merge values that a recipient may bring, `row_fields` the columns used of each table.
    """

    def __init__(self, spec: BlueprintSpec, part_bytes: Mapping[str, bytes]) -> None:
        check_facts(spec)
        self.spec = spec
        self._fixed = dict(spec.fixed)
        with _naming("subject"):
            self._subject = compile_template(spec.subject, Escaping.HEADER, fixed=self._fixed)
        with _naming("text"):
            self._text = _Body(spec.text, Escaping.TEXT, self._fixed)
        with _naming("html"):
            self._html = _Body(spec.html, Escaping.HTML, self._fixed)
        self._templates = (self._subject, self._text.template, self._html.template)
        self._parts = tuple(encode_part(part, part_bytes.get(part.sha256, b"")) for part in spec.parts)
        self._subject_line = ""
        if self._subject.fields <= self._fixed.keys():
            self._subject_line = self._merged_subject(self._fixed)
        self._from = headers.mailbox("From", spec.sender.name, spec.sender.address)
        self._replies = (
            headers.mailbox("Reply-To", spec.reply_to.name, spec.reply_to.address) if spec.reply_to else ""
        )
        self._after_id = self._fixed_headers()
        self._voluntary = spec.kind is MailKind.VOLUNTARY
        self.fields = frozenset().union(*(template.fields for template in self._templates)) - set(self._fixed)
        self.row_fields = _joined(self._templates)

    @staticmethod
    def problems(spec: BlueprintSpec) -> tuple[str, ...]:
        """Every reason why no blueprint can be made of this, each a sentence with its place."""
        return spec_problems(spec)

    def missing(self, values: Values) -> tuple[str, ...]:
        """The fields that a copy with these values would lack in any template (see `Template.missing`)."""
        merged = {**values, **self._fixed}
        return tuple(dict.fromkeys(name for template in self._templates for name in template.missing(merged)))

    def return_path(self, filling: Filling) -> str:
        """The envelope's sender, by which a bounce names this copy: `bounces+TOKEN@domain`."""
        return f"bounces+{_token(filling.return_token)}@{self.spec.domain}"

    def fill(self, filling: Filling) -> bytes:
        """The whole message: CRLF line ends, seven-bit bodies, equal bytes for equal fillings.

        A copy without the part of its own that its blueprint wants is never made. Header lines are seven-bit
        too, except To where the address needs SMTPUTF8. Dots are not doubled. MergeFailed, naming the field,
        if values, name, address or a part of this copy's own cannot be used; Misused for a serial, token or
        date that the program got wrong.
        """
        values = {**filling.values, **self._fixed}
        self._require_own_part(filling)
        serial, mixed = filling.serial, bool(self._parts or filling.extra_parts)
        if not _SERIAL.fullmatch(serial):
            raise Misused("A serial has 16 characters a-z and 2-7.")
        message = "".join(
            (
                self._head(filling, values),
                *self._opening(serial, mixed=mixed),
                f"--=_a.{serial}\r\n",
                self._text.write(values),
                f"\r\n--=_a.{serial}\r\n",
                self._html.write(values),
                f"\r\n--=_a.{serial}--\r\n",
            )
        ).encode()
        return self._with_parts(message, filling) if mixed else message

    def _head(self, filling: Filling, values: Values) -> str:
        """The header lines up to Content-Type, whose names are thereby the intended ones and no others."""
        unsubscribe = ""
        if self._voluntary:
            token = _token(filling.unsubscribe_token)
            unsubscribe = f"List-Unsubscribe: <mailto:unsubscribe+{token}@{self.spec.domain}>\r\n"
        return (
            f"{self._from}{_to(filling)}{self._reply_to(filling)}"
            f"{self._subject_line or self._merged_subject(values)}"
            f"Date: {_date(filling.dated_at)}\r\n"
            f"Message-ID: {self.spec.message_id(filling.serial)}\r\n"
            f"{self._after_id}{unsubscribe}{self._own_headers(filling)}"
        )

    def _reply_to(self, filling: Filling) -> str:
        """Where answers go: to the office, or with a token by which an answer names its copy."""
        if not self.spec.signed_replies:
            return self._replies
        address = f"replies+{_token(filling.reply_token)}@{self.spec.domain}"
        return headers.mailbox("Reply-To", self.spec.sender.name, address)

    def _own_headers(self, filling: Filling) -> str:
        """The headers of this copy alone; none of the blueprint's may stand in the message twice."""
        if not filling.headers:
            return ""
        try:
            check_headers((*self.spec.headers, *filling.headers))
            return "".join(extra_header(name, value) for name, value in filling.headers)
        except Refused as refused:
            raise MergeFailed(refused.message, field="headers") from refused

    def _merged_subject(self, values: Values) -> str:
        subject = self._subject.merge(values)
        if not subject.strip():
            raise MergeFailed("The subject is empty for this recipient.", field="subject")
        return headers.unstructured("Subject", subject)

    def _fixed_headers(self) -> str:
        spec = self.spec
        lines = ["MIME-Version: 1.0\r\n", headers.raw("Content-Language", spec.language)]
        if SUPPRESS.lower() not in (name.lower() for name, _ in spec.headers):
            lines.append(f"{SUPPRESS}: OOF, AutoReply\r\n")
        lines += [extra_header(name, value) for name, value in spec.headers]
        if spec.list_id is not None:
            lines.append(headers.raw("List-Id", f"<{spec.list_id}>"))
        return "".join(lines)

    def _opening(self, serial: str, *, mixed: bool) -> tuple[str, ...]:
        """Content-Type lines down to the first boundary. `=_` occurs in no encoded body (RFC 2045 6.7)."""
        alternative = f'Content-Type: multipart/alternative;\r\n boundary="=_a.{serial}"\r\n\r\n'
        if not mixed:
            return (alternative,)
        return (
            f'Content-Type: multipart/mixed;\r\n boundary="=_m.{serial}"\r\n\r\n--=_m.{serial}\r\n',
            alternative,
        )

    def _require_own_part(self, filling: Filling) -> None:
        wanted = self.spec.own_part
        if wanted and [part.filename for part, _ in filling.extra_parts] != [wanted]:
            raise MergeFailed(f"The copy lacks what belongs to it alone: {wanted}.", field="extra_parts")

    def _with_parts(self, message: bytes, filling: Filling) -> bytes:
        try:
            own = [encode_part(part, content) for part, content in filling.extra_parts]
        except Refused as refused:
            raise MergeFailed(refused.message, field="extra_parts") from refused
        boundary = b"\r\n--=_m." + filling.serial.encode("ascii")
        pieces = [message.removesuffix(b"\r\n")]
        for part in (*own, *self._parts) if self.spec.own_part else (*self._parts, *own):
            pieces += [boundary, b"\r\n", part.removesuffix(b"\r\n")]
        return b"".join([*pieces, boundary, b"--\r\n"])


class _Body:
    """One of the two bodies: its template, coded for the transfer encoding that its fixed text chose."""

    def __init__(self, source: str, escaping: Escaping, fixed: Mapping[str, str]) -> None:
        encoding = choose_encoding(fixed_text(source, escaping))
        self.template = compile_template(source, escaping, CODINGS[encoding], fixed)
        self._finish: Callable[[str], str] = (
            finish_base64 if encoding is TransferEncoding.BASE64 else finish_quoted_printable
        )
        subtype = "html" if escaping is Escaping.HTML else "plain"
        self._head = (
            f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        )

    def write(self, values: Values) -> str:
        """Headers and encoded text of the part."""
        return self._head + self._finish(self.template.merge(values))


@contextmanager
def _naming(field: str) -> Iterator[None]:
    """Gives a refused template its name."""
    try:
        yield
    except TemplateRefused as refused:
        raise TemplateRefused(refused.problems, field=field) from None


def _joined(templates: tuple[Template, ...]) -> dict[str, frozenset[str]]:
    tables: dict[str, frozenset[str]] = {}
    for template in templates:
        for table, columns in template.row_fields.items():
            tables[table] = tables.get(table, frozenset()) | columns
    return tables


def _to(filling: Filling) -> str:
    """The one visible recipient (A47); whatever could make it two is refused (A01, A03)."""
    try:
        check_address(filling.address)
    except Refused as refused:
        raise MergeFailed(refused.message, field="address") from refused
    try:
        return headers.mailbox("To", filling.name, filling.address)
    except Refused as refused:
        raise MergeFailed(refused.message, field="name") from refused


def _token(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise Misused("A token has at most 52 characters that every mail system carries.")
    return token


@lru_cache(maxsize=16)
def _date(moment: datetime) -> str:
    """The moment in UTC as RFC 5322 section 3.3 wants it; Misused if it is naive.

    Hundreds of letters are dated by one claim.
    """
    if moment.tzinfo is None:
        raise Misused("A message needs a date with a time zone.")
    moment = moment.astimezone(UTC)
    digits = moment.isoformat()
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {digits[8:10]} {month} {digits[:4]} {digits[11:19]} +0000"
