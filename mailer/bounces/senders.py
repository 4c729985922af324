"""By which names mail systems write, and which subjects say that a person answers or forwards."""

from __future__ import annotations

from typing import Final

from mailer.bounces.addresses import bare
from mailer.bounces.headers import Fields
from mailer.bounces.phrases import Phrases, plain, split

_LOCAL_PARTS: Final = frozenset(
    split(
        """
        mailer-daemon; mailer_daemon; mailerdaemon; mailer; postmaster; post_master; poostmaster;
        mail-daemon; maildaemon; mail.daemon; daemon; mdaemon; mmdf; uucp; bounce; bounces; mail-delivery;
        maildelivery; mailadmin; mail-admin; mailsystem; mail_system; mailserver; system; sysadmin;
        administrator; gateway; ndr; smtp; exchange; interscan
        """
    )
)
_BEGINNINGS: Final = ("mailer-daemon", "postmaster", "microsoftexchange", "mdaemon")
_NAMES: Final = Phrases(
    """
    mail delivery; mail deliver; delivery subsystem; delivery system; delivery service; delivery agent;
    mailer-daemon; mailer daemon; postmaster; system administrator; mail system; mail administrator;
    email delivery; microsoft outlook; microsoft exchange; mail router; internet mail; smtp server;
    content-filter; content filter; mail server; administrateur; système de messagerie;
    administrador del sistema; sistema de correo; администратор; почтовая система; система доставки;
    مسؤول النظام; نظام البريد; 系统管理员; 邮件系统; 系統管理員; システム管理者; systemadministrator;
    amministratore di sistema; administrador do sistema
    """
)
_ANSWERS: Final = split(
    """
    re:; re :; aw:; sv:; antw:; vs:; odp:; ynt:; rif:; res:; ref:; ответ:; отв:; رد:; 回复:; 回复：; 答复:;
    答复：; 回覆:; 回覆：; fw:; fwd:; fw :; tr:; rv:; wg:; enc:; vb:; fs:; doorst:; i:; пересл:;
    إعادة توجيه:; 转发:; 转发：; 轉寄:; 轉寄：
    """
)


def is_daemon(sender: str) -> bool:
    """Whether a From, its words in clear, names a mail system."""
    if sender.endswith("<>"):
        return True
    local = (bare(sender) or sender).partition("@")[0].strip("<> ").lower()
    if local in _LOCAL_PARTS or local.startswith(_BEGINNINGS) or local.endswith("-admin"):
        return True
    name = local if local.startswith('"') else sender.partition("<")[0]
    return bool(_NAMES.first_in(plain(name)))


def is_null(fields: Fields) -> bool:
    """Whether the return path is empty, or that of a daemon."""
    paths = [path.lower() for path in fields.all("return-path")]
    return any(path in ("<>", "") or path.strip("<").startswith("mailer-daemon") for path in paths) or (
        fields.get("from").endswith("<>")
    )


def is_answer(subject: str) -> bool:
    """Whether a subject says that somebody answers or forwards, in the abbreviation of some language."""
    return subject.strip().lower().startswith(_ANSWERS)
