"""Wordings that say that nobody has the address: first those that leave no doubt, then the weak ones."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
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

UNKNOWN: Final[tuple[Rule, ...]] = (
    rule(
        "no such user",
        ADDRESS,
        "550 5.1.1 <a@b.example>... User unknown",
        "550 No such user here",
        "553 sorry, no mailbox here by that name. (#5.7.1)",
        "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##",
        "550 5.1.1 Destinataire inconnu",
        "550 No existe el buzón a@b.example",
        "550 Пользователь не найден",
        "صندوق البريد غير موجود",
        "550 用户不存在",
        "ユーザーが見つかりません",
        "550 Empfänger unbekannt",
        "Usuário desconhecido",
        "Utente sconosciuto",
        en="""
            user unknown; unknown user; user … unknown; users … unknown; unknown local user;
            unknown local-part; unknown local part; unknown recipient; unknown address;
            unknown email address; unknown mail address; unknown account; unknown mailbox;
            unknown virtual user; unknown virtual mailbox; unknown or illegal; unknown or invalid;
            unknown alias; unknown customer; unknown mail user; unknown to address; user account unknown;
            user not known; user is not known; user … not known; user not found; user … not found;
            user could not be found; user cannot be found; user does not exist; user … does not exist;
            user doesn't exist; user … doesn't exist; user didn't exist; user not exist; user … not exist;
            user does not have; user doesn't have; user … doesn't have; user … does not have;
            user … not listed; user not listed; user isn't; user invalid; user … invalid; user is unknown;
            user has no mailbox; user missing; user not valid; user … no such; no such user;
            no such local user; no such mailbox; no such recipient; no such account; no such address;
            no such email; no such mail; no such person; no such name; no such alias; no such virtual;
            no such addressee; no such local; no such customer; no such … here; no user; no mailbox;
            no account; no known user; no known recipient; no matching; no match found;
            no matches to nameserver; no valid recipient; no valid mailbox; no valid address;
            no valid email; no local mailbox; no recipient; no email address; no one here;
            no one by that name; nobody by that name; nobody here; nobody with that; no person by;
            not a known user; not a known recipient; not a known email; not a known address;
            not a valid user; not a valid mailbox; not a valid recipient; not a valid address;
            not a valid email; not a valid alias; not a valid account; not a registered; not a user;
            not a mailbox; not a real; not an existing; not an active address; not known here;
            not known at this; not listed in domino directory; not listed in public name;
            not listed in … address book; not listed in; not in our; not in address book; not in directory;
            not in the directory; not our customer; not recognized; not recognised; not defined;
            not hosted here … user; not in active directory; recipient unknown; recipient … unknown;
            recipient is unknown; recipient not known; recipient not found; recipient … not found;
            recipient was not found; recipient name … not recognized; recipient does not exist;
            recipient … does not exist; recipient doesn't exist; recipient … doesn't exist;
            recipient not exist; recipient … not exist; recipient … no such; recipient … not listed;
            recipient … not valid; recipient no longer; recipient not valid; recipient is not valid;
            recipient invalid; recipient is invalid; recipient email address is possibly incorrect;
            recipient … invalid; recipient cannot be verified; recipient cannot be found;
            recipient could not be found; recipient couldn't be found; recipient … wasn't found;
            recipient … couldn't be found; recipients … unknown; recipient notfound;
            recipient verify failed; recipient … couldn't be verified; recipient undeliverable;
            recipient … undeliverable address; recipient address rejected … unknown;
            recipient address rejected … does not exist; recipient address rejected … not found;
            recipient address rejected … invalid; recipient address rejected … no such;
            recipient address rejected access denied as; recipient address rejected unverified address;
            undeliverable address; addressee unknown; addressee … unknown; addressee not found;
            address unknown; address … unknown; address not found; address wasn't found;
            address … wasn't found; address … was not found; address … not found; address couldn't be found;
            address … couldn't be found; address could not be found; address cannot be found;
            address … cannot be found; address does not exist; address … does not exist;
            address doesn't exist; address … doesn't exist; address not exist; address unresolvable;
            address invalid; address is invalid; address is not valid; address … is not valid;
            address … not valid; address not valid; address not known; address … not known;
            address is unknown; address … not recognized; address not listed; address not registered;
            address … was misspelled; address … misspelled; addresses … unknown; addresses were not found;
            account unknown; account not found; account … not found; account does not exist;
            account … does not exist; account doesn't exist; account … doesn't exist; account not exist;
            account … not exist; account is invalid; account invalid; account is not valid;
            account has been deleted; account … deleted; account deleted; account … removed; account closed;
            account … closed; account that you tried to reach does not exist; mailbox unknown;
            mailbox … unknown; mailbox not found; mailbox … not found; mailbox not exist;
            mailbox … not exist; mailbox does not exist; mailbox … does not exist; mailbox doesn't exist;
            mailbox … doesn't exist; mailbox couldn't be found; mailbox could not be found;
            mailbox … could not be found; mailbox cannot be found; mailbox … invalid; mailbox is invalid;
            mailbox invalid; mailbox not valid; mailbox is not valid; mailbox … not listed;
            mailbox … deleted; mailbox … removed; mailbox … closed; mailbox name not allowed … no;
            mailbox for … not; mail box … not found; mailbox syntax incorrect;
            mailbox unavailable or access denied; mailbox unavailable … invalid; invalid user;
            invalid mailbox; invalid recipient; invalid recipients; invalid address; invalid email;
            invalid mail address; invalid account; invalid final delivery; invalid local; invalid alias;
            invalid destination mailbox; invalid name; invalid to address; illegal user; illegal alias;
            illegal recipient; bad destination mailbox; bad destination email; bad mailbox; bad address;
            bad recipient; bad email; bad user; incorrect address; incorrect recipient; nonexistent user;
            nonexistent mailbox; nonexistent recipient; nonexistent address; non-existent user;
            non-existent mailbox; non-existent recipient; non-existent address; non-existent email;
            non existent; non-existing; nonexistent; non-existent; unrecognized recipient;
            unrecognized user; unrecognized address; unregistered user; unrouteable address;
            unroutable address; undefined mail alias; undefined recipient; undefined user;
            unresolved recipient; can't find user; cannot find user; could not find user; couldn't find any;
            can't find … mailbox; cannot find … mailbox; cannot find your recipient;
            could not find recipient; couldn't find recipient; can't verify recipient; can't verify user;
            cannot verify user; cannot verify recipient; could not verify recipient;
            unable to find … recipient; unable to find recipient; unable to verify recipient;
            unable to verify user; unable to verify destination address; unable to open mailbox;
            unable to chdir to maildir; does not like recipient … unknown;
            destination addresses were unknown; destination address unknown; destination … unknown;
            destination address … does not exist; domain but … user; check recipient's; check the recipient;
            check the address; check your recipient; check if address is correct; not a local;
            not local address; does not exist here; doesn't exist here; does not exist on;
            does not exist at this; does not exist in; not exist in; is not on this; is not a recognized;
            is not recognized; is not a known; is not known; is not here; is not listed; is not a valid;
            is unknown; is an invalid; is an unknown; is invalid; name is not recognized; name not found;
            name not recognized; name … not unique; name was not found; names were not found;
            person not found; mail account not found; mailhost … unknown user; alias … unknown;
            aliases unknown; local part … unknown; has no mailbox; has no such; have no mailbox;
            have an account; have a yahoo com account; delivery address … not; delivery not allowed to non;
            is not deliverable; email address … could not be found; email address you entered;
            you entered couldn't be found; you entered could not be found; you entered was not found;
            you entered is incorrect; you entered doesn't; to address is incorrect; was not found at;
            was not found in; wasn't found at; wasn't found in; couldn't be found or; could not be found or;
            could not be found in; we have no record; we don't have; we do not have; this address does not;
            this address doesn't; this recipient; this user doesn't; this user does not; this user isn't;
            this user is not; this mailbox does not; this email address does not; this address no longer;
            address no longer; account no longer; mailbox no longer; user no longer; no longer exist;
            recipient has no; recipients not found; cannot deliver to unknown; not our user;
            delete the address; please remove; remove this address; don't handle mail for that;
            do not handle mail for that; possibly misspelled; typographical error; wrong address;
            wrong recipient; wrong email; wrong mailbox; ambiguous address; ambiguous name
            """,
        xx="""
            recipnotfound; resolver adr; adr recipnotfound; exrecipnotfound; recipientnotfound;
            user_unknown; unknown_user; mailboxnotfound; no_such_user; _adr_; nosuchuser; userunknown;
            address_unknown; invalidrecipient; unknown-user; adr inv; error invalid recipients
            """,
        fr="""
            destinataire inconnu; destinataire … inconnu; destinataire introuvable;
            destinataire … introuvable; destinataire … n'existe pas; destinataire n'a pas été trouvé;
            destinataire … n'a pas été trouvé; destinataire invalide; destinataire non valide;
            utilisateur inconnu; utilisateur … inconnu; utilisateur introuvable; utilisateur … n'existe pas;
            utilisateur … introuvable; utilisateur non trouvé; adresse inconnue; adresse … inconnue;
            adresse introuvable; adresse … introuvable; adresse … n'existe pas;
            adresse … n'a pas été trouvée; adresse invalide; adresse … invalide; adresse non valide;
            adresse … non valide; adresse … erronée; adresse incorrecte; boîte … inconnue;
            boîte … n'existe pas; boîte … introuvable; boite … inconnue; boite … n'existe pas;
            boite … introuvable; compte inconnu; compte inexistant; compte … n'existe pas; inexistant;
            introuvable; mailbox inconnue; impossible de trouver
            """,
        es="""
            usuario desconocido; usuario … desconocido; usuario no encontrado; usuario no existe;
            usuario … no existe; usuario inexistente; usuario … no encontrado; no existe el usuario;
            no existe el buzón; no existe la cuenta; no existe la dirección; no existe ese usuario;
            no existe este usuario; destinatario desconocido; destinatario … desconocido;
            destinatario no encontrado; destinatario no existe; destinatario … no existe;
            destinatario inexistente; destinatario … no válido; destinatario no válido;
            destinatario inválido; destinatario … no se encontró; dirección desconocida;
            dirección … desconocida; dirección … no existe; dirección … no se encontró;
            dirección no encontrada; dirección … no válida; dirección inválida;
            dirección de correo electrónico que especificó; no se encontró la dirección; no se encontró el;
            no se encuentra el; no se pudo encontrar; no se puede encontrar; no se ha encontrado;
            buzón … no existe; buzón desconocido; buzón inexistente; buzón … no encontrado;
            buzón no encontrado; buzón … no se encontró; cuenta … no existe; cuenta inexistente;
            cuenta no existe; inexistente
            """,
        ru="""
            пользователь не найден; пользователь … не найден; пользователь не существует;
            пользователь … не существует; пользователь неизвестен; пользователя … не существует;
            пользователя не существует; неизвестный пользователь; неизвестный получатель; неизвестный адрес;
            неизвестен; нет такого пользователя; нет такого получателя; нет такого адреса; нет такого ящика;
            нет такого почтового; такого пользователя нет; такой пользователь; получатель не найден;
            получатель … не найден; получатель … не существует; получатель не существует; адресат не найден;
            адресат неизвестен; адресат … не найден; адрес не существует; адрес … не существует;
            адрес не найден; адрес … не найден; адрес получателя … неверн; адреса не существует;
            неверный адрес; недействительный адрес; неправильный адрес; несуществующ; ящик не найден;
            ящик … не найден; ящик не существует; ящик … не существует; ящика не существует;
            ящика … не существует; ящик удален; ящик … удален; учетная запись … не найдена;
            учетная запись не найдена; учетная запись … не существует; учетной записи … не существует;
            не удалось найти; не найден; адрес … указан неверно
            """,
        ar="""
            غير موجود; غير معروف; لا يوجد مستخدم; لا يوجد صندوق; لا يوجد حساب; لا وجود ل; لم يتم العثور علي;
            تعذر العثور علي; مستخدم مجهول; مستلم غير صالح; العنوان غير صحيح; العنوان غير صالح;
            عنوان غير صالح; عنوان غير صحيح; البريد الالكتروني غير صحيح; غير صالح; مستلم مجهول
            """,
        zh="""
            用户不存在; 用户名不存在; 用户未找到; 用户未知; 未知用户; 未知收件人; 未知的用户; 未知的收件人;
            无此用户; 没有此用户; 没有该用户; 无效用户; 无效的收件人; 无效的用户; 无效收件人; 无效的邮箱;
            无效地址; 无效的地址; 收件人不存在; 收件人地址不存在; 收件人未知; 收件人邮箱不存在;
            收件人邮件地址不存在; 找不到收件人; 找不到用户; 找不到邮箱; 找不到此; 找不到该; 找不到您;
            找不到你; 未找到; 邮箱不存在; 邮箱地址不存在; 信箱不存在; 邮箱帐号不存在; 帐号不存在;
            账号不存在; 帐户不存在; 账户不存在; 地址不存在; 不存在; 使用者不存在; 使用者未知; 未知的使用者;
            無此使用者; 查無此; 找不到; 地址有误; 地址错误; 不正确的收件人
            """,
        ja="""
            見つかりません; 存在しません; 宛先不明; 不明なユーザ; ユーザーは存在; 宛先が見つかり;
            宛先アドレスが; 該当するユーザ; メールアドレスが間違って; 不在のため
            """,
        de="""
            benutzer unbekannt; benutzer … unbekannt; benutzer nicht gefunden; benutzer … nicht gefunden;
            benutzer existiert nicht; unbekannter benutzer; unbekannter empfänger; unbekannte adresse;
            empfänger unbekannt; empfänger … unbekannt; empfänger nicht gefunden;
            empfänger … nicht gefunden; empfänger existiert nicht; empfänger … existiert nicht;
            adresse … nicht gefunden; adresse existiert nicht; adresse … existiert nicht;
            adresse … unbekannt; adresse … ungültig; ungültige adresse; ungültiger empfänger;
            postfach existiert nicht; postfach … existiert nicht; postfach … nicht gefunden;
            postfach nicht gefunden; konto existiert nicht; konto … existiert nicht; existiert nicht;
            nicht gefunden
            """,
        pt="""
            usuário desconhecido; usuário inexistente; usuário não encontrado; usuário não existe;
            usuário … não existe; usuario nao encontrado; utilizador desconhecido;
            destinatário … não existe; destinatário não encontrado; destinatário desconhecido;
            destinatário … não encontrado; endereço … não existe; endereço não encontrado;
            endereço … não encontrado; endereço inválido; caixa … não existe; caixa … não encontrada;
            conta inexistente; conta … não existe; não foi encontrado; não pôde ser encontrado; não existe
            """,
        it="""
            utente sconosciuto; utente … sconosciuto; utente inesistente; utente non trovato;
            utente … non trovato; utente … non esiste; destinatario sconosciuto; destinatario … sconosciuto;
            destinatario non trovato; destinatario inesistente; indirizzo … non esiste;
            indirizzo … inesistente; indirizzo sconosciuto; indirizzo … non trovato; impossibile trovare;
            casella … inesistente; casella … non esiste; casella inesistente; non è stato trovato;
            non esiste
            """,
        nl="""
            onbekende gebruiker; gebruiker onbekend; gebruiker … onbekend; adres … bestaat niet;
            bestaat niet; niet gevonden; onbekend adres
            """,
        pl="""
            użytkownik nieznany; nieznany użytkownik; nieznany odbiorca; nie istnieje; nie znaleziono;
            nie ma takiego
            """,
        sv="hittades inte; okänd mottagare; okänd användare; finns inte; det gick inte att hitta",
        da="blev ikke fundet; ukendt modtager; ukendt bruger; findes ikke; kunne ikke findes",
        no="ble ikke funnet; ukjent mottaker; ukjent bruker; finnes ikke",
        fi="ei löytynyt; ei löydy; tuntematon",
        cs="nebyl nalezen; neexistuje; neznámý uživatel; nebyla nalezena",
        hu="nem létezik; nem található; ismeretlen",
        tr="kullanıcı bulunamadı; bulunamadı; bilinmeyen kullanıcı; mevcut değil; geçersiz adres",
        ro="utilizator necunoscut; nu există; nu a fost găsit",
        el="δεν βρέθηκε; δεν υπάρχει; άγνωστος",
        uk="не знайдено; не існує; невідомий",
        bg="не съществува; не е намерен; непознат",
        he="לא נמצא; לא קיים; אינו קיים",
        ko="존재하지 않; 찾을 수 없; 없는 사용자; 알 수 없는 사용자",
        vi="không tồn tại; không tìm thấy",
        th="ไม่พบ; ไม่มีอยู่",
        lv="neeksist; nav atrast",
        lt="neegzistuoja; nerastas",
        et="ei leitud",
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
            recipient unavailable; recipient not available; address rejected; recipient rejected;
            recipients rejected; recipient … rejected; recipient not accepted; recipient not allowed;
            rcpt to … rejected; recipient … not accepted; permanent failure for one or more recipients;
            user reject; all recipients; does not like recipient; did not like our rcpt; not deliverable;
            cannot be delivered to this; cannot deliver to; unable to deliver to mailbox;
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
