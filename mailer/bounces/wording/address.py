"""Wordings of addresses that moved or are not found, and the weak ones that mostly mean it."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.nobody import ENDED, NOBODY_KNOWS
from mailer.bounces.wording.rule import Rule, rule

ADDRESS: Final = Reason.ADDRESS

MOVED: Final[tuple[Rule, ...]] = (
    rule(
        "moved",
        ADDRESS,
        "551 User not local; please try <new@b.example>",
        "550 5.1.6 The recipient has moved, no forwarding address",
        "550 Please note: this address has changed to new@b.example",
        "La dirección ha cambiado",
        "L'adresse a changé",
        en="""
            address has changed; address changed; has moved; have moved; moved to; user not local;
            has been replaced by; new address; mailbox has been moved; mailbox has moved; no longer at this;
            no longer works here; no longer works for; no longer with; no longer employed; no longer in use;
            no longer valid; no longer available; no longer exists; no longer on; no longer here;
            no longer associated; no longer a valid; left the company; left the organi; has left
            """,
        fr="""
            adresse a changé; a changé d'adresse; n'est plus valable; n'est plus valide; n'existe plus;
            ne travaille plus; a quitté; nouvelle adresse
            """,
        es="""
            dirección ha cambiado; ya no existe; ya no trabaja; ya no es válida; ya no está en uso;
            nueva dirección; dejó de existir
            """,
        ru="""
            адрес изменился; больше не работает; больше не существует; больше не используется; новый адрес;
            уволен; уволился
            """,
        ar="لم يعد يعمل; لم يعد موجودا; العنوان الجديد; تغير العنوان; لم يعد صالحا",
        zh="已离职; 地址已更改; 已更换邮箱; 不再使用; 新邮箱; 已离开; 不再有效; 地址已变更",
        de="""
            adresse hat sich geändert; nicht mehr gültig; existiert nicht mehr; nicht mehr im unternehmen;
            arbeitet nicht mehr; nicht mehr vorhanden; neue adresse
            """,
        pt="não existe mais; já não existe; não trabalha mais",
        it="non esiste più; non è più valido; non lavora più",
    ),
)

NOT_FOUND: Final[tuple[Rule, ...]] = (
    rule(
        "no such address",
        ADDRESS,
        "553 sorry, no one by that name",
        "550 неверный адрес",
        en="""
            unknown local-part; unknown mail address; no such email; no such mail; no such name;
            no such virtual; no such local; no match found; no matches to nameserver; no valid address;
            no valid email; no email address; no one here; no one by that name; nobody by that name;
            nobody here; nobody with that; not a known email; not a known address; not a valid email;
            not an active address; not listed in domino directory; not listed in public name;
            not in address book; not in the directory; not in active directory; undeliverable address;
            address wasn't found; address couldn't be found; address cannot be found; address doesn't exist;
            address unresolvable; address invalid; invalid email; invalid mail address;
            invalid final delivery; invalid local; invalid to address; bad email; incorrect address;
            non-existent email; unrouteable address; unroutable address; unable to chdir to maildir;
            check if address is correct; not local address; name is not recognized; name not found;
            name not recognized; name was not found; names were not found; delivery not allowed to non;
            email address you entered; you entered couldn't be found; you entered could not be found;
            you entered was not found; you entered doesn't; this address does not; this address doesn't;
            this email address does not; this address no longer; address no longer;
            cannot deliver to unknown; remove this address; don't handle mail for that;
            do not handle mail for that; possibly misspelled; wrong address; wrong email; ambiguous address;
            ambiguous name; address no longer accepts mail; wrong or no longer valid;
            not a known address here
            """,
        xx="adr inv",
        es="dirección de correo electrónico que especificó; no se encontró la dirección",
        ru="нет такого почтового; неверный адрес; недействительный адрес; неправильный адрес",
        zh="找不到您; 找不到你; 查無此; 地址错误",
        ja="不在のため",
        nl="onbekend adres",
    ),
)

NOBODY: Final[tuple[Rule, ...]] = (
    rule(
        "nobody of that name",
        ADDRESS,
        'Reason: User "clerk" is not defined on this post office.',
        "The addressee could not be located in any directory.",
        "550 L'adresse du ministère est erronée",
        "550 La dirección no existe",
        "550 <a@b.example>: address not found",
        "550 5.1.1 The address does not exist",
        "550 Адрес не существует",
        "العنوان غير صحيح",
        "550 地址不存在",
        "Die Adresse ist uns nicht bekannt",
        "böyle bir kullanıcı yok",
        "Das Postfach wurde aufgelöst",
        en="""
            anybody of that name; anybody called that; anyone by that name; anyone of that name;
            no employee; no staff member; no one of that name; nobody of that name; no person;
            no individual; no colleague; no subscriber; no customer
            """,
        fr="personne de ce nom; aucun utilisateur de ce nom",
        de="kein postfach; kein benutzer; kein konto; keinen benutzer; keine solche adresse",
        pairs=(*NOBODY_KNOWS, *ENDED),
    ),
)
WEAK: Final[tuple[Rule, ...]] = (
    rule(
        "mailbox unavailable",
        ADDRESS,
        "550 Requested action not taken: mailbox unavailable",
        "550 <a@b.example>: Recipient address rejected",
        "550 permanent failure for one or more recipients (a@b.example)",
        en="""
            mailbox unavailable; mailbox not available; mailbox is unavailable; mailbox … unavailable;
            account not available; account is unavailable; account unavailable; user unavailable;
            recipient unavailable; recipient not available; recipient … rejected; recipient not accepted;
            recipient not allowed; rcpt to … rejected; recipient … not accepted;
            permanent failure for one or more recipients; address rejected$; address rejected in reply to;
            recipient rejected$; recipients rejected$; recipient rejected in reply to; user reject;
            not deliverable; cannot be delivered to this; cannot deliver to; unable to deliver to mailbox;
            undeliverable recipient
            """,
        fr="destinataire refusé; boîte … indisponible; boite … indisponible",
        es="buzón no disponible; buzón … no disponible; destinatario rechazado",
        ru="ящик недоступен; ящик … недоступен; адрес … отвергнут",
        ar="صندوق البريد غير متاح; غير متاح",
        zh="邮箱不可用; 收件人被拒; 信箱無法使用",
        de="postfach nicht verfügbar; empfänger … abgelehnt",
    ),
)
