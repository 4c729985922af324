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
            user unknown; unknown user; user … unknown; users … unknown; unknown local user;
            unknown recipient; unknown account; unknown mailbox; unknown virtual user;
            unknown virtual mailbox; unknown alias; unknown customer; unknown mail user;
            user account unknown; user not known; user is not known; user … not known; user not found;
            user … not found; user could not be found; user cannot be found; user does not exist;
            user … does not exist; user doesn't exist; user … doesn't exist; user didn't exist;
            user not exist; user … not exist; user does not have; user doesn't have; user … doesn't have;
            user … does not have; user … not listed; user not listed; user isn't; user invalid;
            user … invalid; user is unknown; user has no mailbox; user missing; user not valid;
            user … no such; no such user; no such local user; no such mailbox; no such recipient;
            no such account; no such person; no such alias; no such addressee; no such customer; no user;
            no mailbox; no known user; no known recipient; no valid recipient; no valid mailbox;
            no local mailbox; no person by; not a known user; not a known recipient; not a valid user;
            validrcptto; valid rcpt to; not a valid mailbox; not a valid recipient; not a valid alias;
            not a valid account; not a user; not a mailbox; not our customer; not hosted here … user;
            recipient unknown; recipient … unknown; recipient is unknown; recipient not known;
            recipient not found; recipient … not found; recipient was not found;
            recipient name … not recognized; recipient does not exist; recipient … does not exist;
            recipient doesn't exist; recipient … doesn't exist; recipient not exist; recipient … not exist;
            recipient … no such; recipient … not listed; recipient … not valid; recipient no longer;
            recipient not valid; recipient is not valid; recipient invalid; recipient is invalid;
            recipient email address is possibly incorrect; recipient … invalid;
            recipient cannot be verified; recipient cannot be found; recipient could not be found;
            recipient couldn't be found; recipient … wasn't found; recipient … couldn't be found;
            recipients … unknown; recipient notfound; recipient verify failed;
            recipient … couldn't be verified; recipient undeliverable; recipient … undeliverable address;
            recipient address rejected … unknown; recipient address rejected … does not exist;
            recipient address rejected … not found; recipient address rejected … invalid;
            recipient address rejected … no such; recipient address rejected access denied as;
            recipient address rejected unverified address; addressee unknown; addressee … unknown;
            addressee not found; account unknown; account not found; account … not found;
            account does not exist; account … does not exist; account doesn't exist;
            account … doesn't exist; account not exist; account … not exist; account is invalid;
            account invalid; account is not valid; account has been deleted; account … deleted;
            account deleted; account … removed; account closed; account … closed;
            account that you tried to reach does not exist; mailbox unknown; mailbox … unknown;
            mailbox not found; mailbox … not found; mailbox not exist; mailbox … not exist;
            mailbox does not exist; mailbox … does not exist; mailbox doesn't exist;
            mailbox … doesn't exist; mailbox couldn't be found; mailbox could not be found;
            mailbox … could not be found; mailbox cannot be found; mailbox … invalid; mailbox is invalid;
            mailbox invalid; mailbox not valid; mailbox is not valid; mailbox … not listed;
            mailbox … deleted; mailbox … removed; mailbox … closed; mailbox name not allowed … no;
            mailbox for … not; mail box … not found; mailbox syntax incorrect;
            mailbox unavailable … invalid; invalid user; invalid mailbox; invalid recipient;
            invalid recipients; invalid account; invalid alias; invalid destination mailbox; illegal user;
            illegal alias; illegal recipient; bad destination mailbox; bad destination email; bad mailbox;
            bad recipient; bad user; incorrect recipient; nonexistent user; nonexistent mailbox;
            nonexistent recipient; non-existent user; non-existent mailbox; non-existent recipient;
            unrecognized recipient; unrecognized user; unregistered user; undefined mail alias;
            undefined recipient; undefined user; unresolved recipient; can't find user; cannot find user;
            could not find user; can't find … mailbox; cannot find … mailbox; cannot find your recipient;
            could not find recipient; couldn't find recipient; can't verify recipient; can't verify user;
            cannot verify user; cannot verify recipient; could not verify recipient;
            unable to find … recipient; unable to find recipient; unable to verify recipient;
            unable to verify user; unable to verify destination address; unable to open mailbox;
            does not like recipient … unknown; destination addresses were unknown;
            destination address unknown; destination … unknown; destination address … does not exist;
            domain but … user; person not found; mail account not found; mailhost … unknown user;
            alias … unknown; aliases unknown; has no mailbox; have no mailbox; have an account;
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
            destinataire inconnu; destinataire … inconnu; destinataire introuvable;
            destinataire … introuvable; destinataire … n'existe pas; destinataire n'a pas été trouvé;
            destinataire … n'a pas été trouvé; destinataire invalide; destinataire non valide;
            utilisateur inconnu; utilisateur … inconnu; utilisateur introuvable; utilisateur … n'existe pas;
            utilisateur … introuvable; utilisateur non trouvé; boîte … inconnue; boîte … n'existe pas;
            boîte … introuvable; boite … inconnue; boite … n'existe pas; boite … introuvable;
            compte inconnu; compte inexistant; compte … n'existe pas; mailbox inconnue;
            destinataire n'existe pas; boîte aux lettres inconnue; boîte aux lettres introuvable;
            compte … introuvable; compte … supprimé; boîte … supprimée
            """,
        es="""
            usuario desconocido; usuario … desconocido; usuario no encontrado; usuario no existe;
            usuario … no existe; usuario inexistente; usuario … no encontrado; no existe el usuario;
            no existe el buzón; no existe la cuenta; no existe ese usuario; no existe este usuario;
            destinatario desconocido; destinatario … desconocido; destinatario no encontrado;
            destinatario no existe; destinatario … no existe; destinatario inexistente;
            destinatario … no válido; destinatario no válido; destinatario inválido;
            destinatario … no se encontró; buzón … no existe; buzón desconocido; buzón inexistente;
            buzón … no encontrado; buzón no encontrado; buzón … no se encontró; cuenta … no existe;
            cuenta inexistente; cuenta no existe; no existe dicha persona; usuario inválido; buzón inválido;
            usuario no válido; cuenta desconocida; cuenta de correo … no existe
            """,
        ru="""
            пользователь не найден; пользователь … не найден; пользователь не существует;
            пользователь … не существует; пользователь неизвестен; пользователя … не существует;
            пользователя не существует; неизвестный пользователь; неизвестный получатель;
            нет такого пользователя; нет такого получателя; нет такого ящика; такого пользователя нет;
            такой пользователь; получатель не найден; получатель … не найден; получатель … не существует;
            получатель не существует; адресат не найден; адресат неизвестен; адресат … не найден;
            адрес получателя … неверн; ящик не найден; ящик … не найден; ящик не существует;
            ящик … не существует; ящика не существует; ящика … не существует; ящик удален; ящик … удален;
            учетная запись … не найдена; учетная запись не найдена; учетная запись … не существует;
            учетной записи … не существует; почтовый ящик … отсутствует; пользователь отсутствует;
            получатель неизвестен; пользователь … неизвестен; получатель … неизвестен; ящик удалён;
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
            benutzer unbekannt; benutzer … unbekannt; benutzer nicht gefunden; benutzer … nicht gefunden;
            benutzer existiert nicht; unbekannter benutzer; unbekannter empfänger; empfänger unbekannt;
            empfänger … unbekannt; empfänger nicht gefunden; empfänger … nicht gefunden;
            empfänger existiert nicht; empfänger … existiert nicht; ungültiger empfänger;
            postfach existiert nicht; postfach … existiert nicht; postfach … nicht gefunden;
            postfach nicht gefunden; konto existiert nicht; konto … existiert nicht
            """,
        pt="""
            usuário desconhecido; usuário inexistente; usuário não encontrado; usuário não existe;
            usuário … não existe; usuario nao encontrado; utilizador desconhecido;
            destinatário … não existe; destinatário não encontrado; destinatário desconhecido;
            destinatário … não encontrado; caixa … não existe; caixa … não encontrada; conta inexistente;
            conta … não existe
            """,
        it="""
            utente sconosciuto; utente … sconosciuto; utente inesistente; utente non trovato;
            utente … non trovato; utente … non esiste; destinatario sconosciuto; destinatario … sconosciuto;
            destinatario non trovato; destinatario inesistente; casella … inesistente; casella … non esiste;
            casella inesistente
            """,
        nl="""
            onbekende gebruiker; gebruiker onbekend; gebruiker … onbekend
            """,
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
