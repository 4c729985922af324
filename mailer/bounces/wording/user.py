"""Wordings that say that there is no such user, mailbox, account or recipient."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.rule import Rule, rule

UNKNOWN: Final[tuple[Rule, ...]] = (
    rule(
        "no such user",
        Reason.ADDRESS,
        "550 5.1.1 <a@b.example>... User unknown",
        "550 No such user here",
        "553 sorry, no mailbox here by that name. (#5.7.1)",
        "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##",
        "550 5.4.1 Recipient address rejected: Access denied. [server.example]",
        "550 5.1.1 Destinataire inconnu",
        "550 No existe el buzón a@b.example",
        "550 Пользователь не найден",
        "لا يوجد مستخدم بهذا الاسم",
        "550 用户不存在",
        "不明なユーザです",
        "550 Empfänger unbekannt",
        "Usuário desconhecido",
        "Utente sconosciuto",
        en="""
            user unknown; unknown user; unknown local user; unknown recipient; unknown account;
            unknown mailbox; unknown virtual user; unknown virtual mailbox; unknown alias; unknown customer;
            unknown mail user; user account unknown; user not known; user is not known; user not found;
            user could not be found; user cannot be found; user does not exist; user doesn't exist;
            user didn't exist; user not exist; user does not have; user doesn't have; user not listed;
            user isn't; user invalid; user is unknown; user has no mailbox; user missing; user not valid;
            no such user; no such local user; no such mailbox; no such recipient; no such account;
            no such person; no such alias; no such addressee; no such customer; no user; no mailbox;
            no known user; no known recipient; no valid recipient; no valid mailbox; no local mailbox;
            no person by; not a known user; not a known recipient; not a valid user; validrcptto;
            valid rcpt to; not a valid mailbox; not a valid recipient; not a valid alias;
            not a valid account; not a user; not a mailbox; not our customer; recipient unknown;
            recipient is unknown; recipient not known; recipient not found; recipient was not found;
            recipient does not exist; recipient doesn't exist; recipient not exist; recipient no longer;
            recipient not valid; recipient is not valid; recipient invalid; recipient is invalid;
            recipient email address is possibly incorrect; recipient cannot be verified;
            recipient cannot be found; recipient could not be found; recipient couldn't be found;
            recipient notfound; recipient verify failed; recipient undeliverable;
            recipient address rejected access denied as; 5.4.1 recipient address rejected access denied;
            recipient address rejected unverified address;
            addressee unknown; addressee not found; account unknown; account not found;
            account does not exist; account doesn't exist; account not exist; account is invalid;
            account invalid; account is not valid; account has been deleted; account deleted;
            account closed; account that you tried to reach does not exist; mailbox unknown;
            mailbox not found; mailbox not exist; mailbox does not exist; mailbox doesn't exist;
            mailbox couldn't be found; mailbox could not be found; mailbox cannot be found;
            mailbox is invalid; mailbox invalid; mailbox not valid; mailbox is not valid;
            mailbox syntax incorrect; invalid user; invalid mailbox; invalid recipient; invalid recipients;
            invalid account; invalid alias; invalid destination mailbox; illegal user; illegal alias;
            illegal recipient; bad destination mailbox; bad destination email; bad mailbox; bad recipient;
            bad user; incorrect recipient; nonexistent user; nonexistent mailbox; nonexistent recipient;
            non-existent user; non-existent mailbox; non-existent recipient; unrecognized recipient;
            unrecognized user; unregistered user; undefined mail alias; undefined recipient; undefined user;
            unresolved recipient; can't find user; cannot find user; could not find user;
            cannot find your recipient; could not find recipient; couldn't find recipient;
            can't verify recipient; can't verify user; cannot verify user; cannot verify recipient;
            could not verify recipient; unable to find recipient; unable to verify recipient;
            unable to verify user; unable to verify destination address; unable to open mailbox;
            destination addresses were unknown; destination address unknown; person not found;
            mail account not found; aliases unknown; has no mailbox; have no mailbox; have an account;
            have a yahoo com account; this user doesn't; this user does not; this mailbox does not;
            account no longer; mailbox no longer; user no longer; recipient has no; recipients not found;
            not our user; wrong recipient; wrong mailbox; no account by that name; no such account here;
            badrcptto; badrecipientto; no one at this address; user missing home directory;
            email name is not found; destination server rejected recipients;
            domain or user isn't in my list; vdeliver invalid or unknown; mailbox is not known;
            recipient does not have; user name is not; mailbox not here; user not here; no such mail drop;
            no such maildrop; user is no longer; recipient is no longer; recipient account does not;
            users were not found; could not find a user; could not find the user; no valid user;
            not a valid local; unable to find user; account is no longer; mailbox is no longer;
            no longer has an account; no longer a user; not an existing user; not an existing mailbox;
            unknown or inactive
            """,
        xx="""
            recipnotfound; resolver adr; adr recipnotfound; exrecipnotfound; recipientnotfound;
            user_unknown; unknown_user; mailboxnotfound; no_such_user; nosuchuser; userunknown;
            invalidrecipient; unknown-user; error invalid recipients
            """,
        fr="""
            destinataire inconnu; destinataire introuvable; destinataire n'a pas été trouvé;
            destinataire invalide; destinataire non valide; utilisateur inconnu; utilisateur introuvable;
            utilisateur non trouvé; compte inconnu; compte inexistant; mailbox inconnue;
            destinataire n'existe pas; boîte aux lettres inconnue; boîte aux lettres introuvable
            """,
        es="""
            usuario desconocido; usuario no encontrado; usuario no existe; usuario inexistente;
            no existe el usuario; no existe el buzón; no existe la cuenta; no existe ese usuario;
            no existe este usuario; destinatario desconocido; destinatario no encontrado;
            destinatario no existe; destinatario inexistente; destinatario no válido; destinatario inválido;
            buzón desconocido; buzón inexistente; buzón no encontrado; cuenta inexistente; cuenta no existe;
            no existe dicha persona; usuario inválido; buzón inválido; usuario no válido; cuenta desconocida
            """,
        ru="""
            пользователь не найден; пользователь не существует; пользователь неизвестен;
            пользователя не существует; неизвестный пользователь; неизвестный получатель;
            нет такого пользователя; нет такого получателя; нет такого ящика; такого пользователя нет;
            такой пользователь; получатель не найден; получатель не существует; адресат не найден;
            адресат неизвестен; ящик не найден; ящик не существует; ящика не существует; ящик удален;
            учетная запись не найдена; пользователь отсутствует; получатель неизвестен; ящик удалён;
            неверный получатель; пользователя нет; адресата не существует; нет пользователя
            """,
        ar="""
            لا يوجد مستخدم; لا يوجد صندوق; لا يوجد حساب; مستخدم مجهول; مستلم غير صالح; مستلم مجهول;
            المستخدم غير معروف; المستخدم غير موجود; المستلم غير موجود; المستلم غير معروف; الحساب غير موجود;
            صندوق البريد غير موجود; البريد غير موجود
            """,
        zh="""
            用户不存在; 用户名不存在; 用户未找到; 用户未知; 未知用户; 未知收件人; 未知的用户; 未知的收件人;
            无此用户; 没有此用户; 没有该用户; 无效用户; 无效的收件人; 无效的用户; 无效收件人; 无效的邮箱;
            收件人不存在; 收件人地址不存在; 收件人未知; 收件人邮箱不存在; 收件人邮件地址不存在;
            找不到收件人; 找不到用户; 找不到邮箱; 邮箱不存在; 邮箱地址不存在; 信箱不存在; 邮箱帐号不存在;
            帐号不存在; 账号不存在; 帐户不存在; 账户不存在; 使用者不存在; 使用者未知; 未知的使用者;
            無此使用者; 不正确的收件人; 收件人无效; 收件人错误; 邮箱未找到; 邮箱用户不存在; 没有这个用户;
            没有此邮箱; 该用户不存在; 收件人邮箱地址不存在; 收件人帐户不存在; 收件人地址有误;
            信箱帳號不存在; 收件者不存在; 用户名错误; 用户已注销
            """,
        ja="""
            宛先不明; 不明なユーザ; ユーザーは存在; 宛先が見つかり; 宛先アドレスが; 該当するユーザ
            """,
        de="""
            benutzer unbekannt; benutzer nicht gefunden; benutzer existiert nicht; unbekannter benutzer;
            unbekannter empfänger; empfänger unbekannt; empfänger nicht gefunden; empfänger existiert nicht;
            ungültiger empfänger; postfach existiert nicht; postfach nicht gefunden; konto existiert nicht
            """,
        pt="""
            usuário desconhecido; usuário inexistente; usuário não encontrado; usuário não existe;
            usuario nao encontrado; utilizador desconhecido; destinatário não encontrado;
            destinatário desconhecido; conta inexistente
            """,
        it="""
            utente sconosciuto; utente inesistente; utente non trovato; destinatario sconosciuto;
            destinatario non trovato; destinatario inesistente; casella inesistente
            """,
        nl="onbekende gebruiker; gebruiker onbekend",
        pl="""
            użytkownik nieznany; nieznany użytkownik; nieznany odbiorca
            """,
        sv="""
            okänd mottagare; okänd användare
            """,
        da="""
            ukendt modtager; ukendt bruger
            """,
        no="""
            ukjent mottaker
            """,
        cs="""
            neznámý uživatel
            """,
        tr="""
            kullanıcı bulunamadı; bilinmeyen kullanıcı
            """,
        ro="""
            utilizator necunoscut
            """,
        ko="""
            없는 사용자; 알 수 없는 사용자
            """,
    ),
)
