"""What is said of senders, mailboxes, sizes and lookups: nouns and statements, whatever the language."""

from __future__ import annotations

from typing import Final

from mailer.bounces.pairs import Pairs
from mailer.bounces.wording.nobody import NOBODY_KNOWS

FULL: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="""
            bandeja; cuota; cota; квот; mailbox; inbox; account; user; recipient; quota; folder; mail store;
            letter box; post box; box; postfach; boîte; buzón; casilla; caixa; casella; postvak; skrzynk;
            schránk; postafiók; fiók; căsuța; cutia; kutusu; sanduče; nabiralnik; brevlåda; postlåda;
            postkasse; postilaatikko; γραμματοκιβώτιο; θυρίδα; ящик; скриньк; кутия; صندوق; תיבה; תיבת; 邮箱;
            郵箱; メールボックス; 受信箱; 메일함; 편지함; 사서함; hộp thư; kotak surat
            """,
        after="""
            limit erreicht; speicherlimit erreicht; plus recevoir; saturad; excedid; исчерпан; is full;
            overfull; used up; exhausted; no room; no more room; out of room; filled up; at capacity;
            reached its limit; reached the limit; hit its limit; hit the limit; overflow; cannot hold;
            has no more space; above quota; beyond quota; beyond its quota; beyond the quota; no free space;
            ist voll; puno; je pun; poln; ausgeschöpft; erschöpft; überlaufen; überfüllt; comble; pleine;
            llen; satura; chei; lotad; pien; esaurit; is vol; zit vol; pełn; przepełn; zapełn; pln;
            přeplněn; preplnen; megtelt; betelt; tele van; plin; dolu; doldu; är full; fuld; täynnä; täysi;
            γεμάτ; πλήρ; переполн; заполн; переповнен; заповнен; пълна; препълнен; مليء; ممتل; مملوء; מלאה;
            מלא; 满; 滿; いっぱい; 満杯; 超過; 가득; 초과; 꽉; đầy; penuh
            """,
        before="""
            закончилось место; закончилось свободное место; امتلا; faute de place; filled; filled up;
            used up; used all; ran out of; run out of; kein platz; plus de place; no hay espacio;
            no queda espacio; non c'è spazio; não há espaço; geen ruimte; brak miejsca
            """,
        unless="sender; your; domain; name; message; in full; office; date; server; system; service",
        compounds=True,
    ),
)
"""That a mailbox takes no more."""

TOO_BIG: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="octets; bytes; kilobytes; kb; mb; megabytes; octetos; октет; байт; 字节",
        after="""
            more than; greater than; bigger; larger; exceed; above; beyond; over the; supérieur;
            plus que; больше; превы; 超过
            """,
        before="""
            more than; bigger than; larger than; greater than; über; mehr als; at most; only;
            no more than; up to; maximum; limit
            """,
        whose="quota; mailbox",
        unless="quota; mailbox; free",
    ),
)
"""That a message is of more octets than somebody takes."""

NOT_IN_USE: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="""
            mailbox; account; address; postfach; konto; adresse; boîte; compte; buzón; cuenta; caixa;
            conta; casella; account; postvak; skrzynk; schránk; účet; postafiók; fiók; căsuța; contul;
            kutusu; hesap; hesab; brevlåda; postlåda; postkasse; postilaatikko; tili; λογαριασμό;
            γραμματοκιβώτιο; ящик; аккаунт; учетн; скриньк; обліков; حساب; صندوق; תיבה; תיבת; חשבון;
            邮箱; 帐号; 账号; 账户; アカウント; メールボックス; 계정; 메일함; hộp thư; tài khoản; akun;
            kotak surat
            """,
        after="""
            not in use; unused; switched off; turned off; not been used; not been accessed;
            not used since; not been opened; paused; parked; asleep; sleeps; dormant; hibernat;
            stillgelegt; abgeschaltet; geschlossen; fermé; cerrad; fechad; закрыт; закрит; zamknięt;
            außer betrieb; gesperrt; ruht; ungenutzt; désaffecté; gelé; bloqué; verrouillé; inutilisé;
            bloquead; congelad; sin uso; sem uso; bloccat; congelat; chius; geblokkeerd; gesloten;
            zablokowan; nieaktywn; zawieszon; zablokován; deaktivován; neaktivn; pozastaven; letiltv;
            felfüggeszt; inaktív; blocat; dezactivat; suspendat; inactiv; askıya; devre dışı; kapalı;
            kapatıl; spärrad; inaktiver; avstängd; spærret; lukket; sperret; stengt; suljettu; lukittu;
            απενεργοποι; ανασταλ; заблокир; заморож; не используется; заблокован; призупин; вимкнен;
            деактивиран; блокиран; מושבת; חסום; מוקפא; 휴면; 정지; 비활성; 잠김; bị khóa; tạm ngưng;
            tạm khóa; dinonaktifkan; ditangguhkan; 已停用; 冻结; 休眠; 利用停止; 休止
            """,
        whose="""
            sender; your; absender; ihre; ihr; expéditeur; votre; remitente; su; отправител; ваш; 您的;
            发件
            """,
        unless="message; mail; nachricht; письм; сообщен; 邮件",
        compounds=True,
    ),
)
"""That a mailbox is there and asleep."""

_REFUSED: Final = """
    nicht … zugelassen; nicht … berechtigt; pas … autorisé; no … autorizad; não … autorizad;
    non … autorizzat; не имеет прав; не разрешен; 没有权限;
    unknown; not known; not exist; n't exist; nonexistent; non-existent; not found; not resolve;
    invalid; not valid; rejected; refused; denied; blocked; failed; not accepted; not allowed;
    not permitted; not authori; not verified; could not be verified; cannot be verified;
    no such; disallowed; unverifi; unresolv; undeliverable; not in my; not on my; not local;
    banned; unbekannt; existiert nicht; abgelehnt; ungültig; gesperrt; inconnu; n'existe pas;
    refusé; rejeté; invalide; desconocid; no existe; rechazad; bloquead; no válid; desconhecid;
    não existe; rejeitad; sconosciut; non esiste; rifiutat; onbekend; geweigerd; nieznan;
    odrzucon; не существует; неизвест; отклон; запрещ; заблокирован; отвергнут; 不存在; 被拒;
    无效; 拒绝; 不明; 拒否; reddedil
"""
SENDER_UNWANTED: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="""
            sender; helo; ehlo; your domain; return path; return-path; mail from; from address;
            originator; return address; callback; callout; call-back; author domain; author address;
            reverse-path; reverse path; absender; expéditeur; remitente; remetente; mittente; afzender;
            nadawc; отправител; 发件人; 寄件者; 差出人; gönderen; odesílat; المرسل; 送信者; 送信元;
            avsändar; afsender; avsender; feladó; expeditorul; lähettäj; αποστολέα; відправник; подател;
            שולח; 발신자; người gửi; pengirim; pošiljatelj; pošiljalac; odosiel; gönderici
            """,
        after="; ".join((_REFUSED, *(pairs.said_behind for pairs in NOBODY_KNOWS))),
        unless="""
            اليه; recipient; addressee; mailbox; user; to sender; back to; empfänger; destinataire;
            destinatario; destinatário; ontvanger; получател; 收件人; return to; returned to
            """,
    ),
)
"""That a server does not believe or want the sender."""

NOT_ANSWERING: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="server; host; serveur; servidor; сервер; 服务器; الخادم; خادم",
        after="""
            not … respond; n't respond; not … answer; not … available; not … reachable; unreachable;
            ne répond; injoignable; indisponible; no … disponible; no … responde; no … accesible;
            não … respond; não … disponível; non … raggiungibil; non … rispond; non … disponibil;
            nicht … erreichbar; nicht … antwort; antwortet nicht; не отвеч; недоступ; 无响应; 没有响应;
            لا يستجيب; غير متاح
            """,
        unless="user; mailbox; recipient; usuario; destinat; empfänger; получател",
    ),
)
"""That a server gives no answer."""

NOT_JUST_NOW: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="""
            resolve; resolved; resolving; lookup; look up; looked up; host not found; domain not found;
            name server; nameserver; dns
            """,
        after="""
            at present; for now; for the moment; at the moment; at this time; right now; currently;
            temporar; try again; try later; again later; timed out; timeout; no answer; not respond;
            not answer; did not reply
            """,
        before="temporarily; currently; momentarily; temporary failure",
        whose="reverse; ptr; your; helo; ehlo",
        unless="record; entry; ptr; your",
    ),
)
"""That a domain could not be looked up this time."""

NO_DOMAIN: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="""
            domain; host; hostname; domaine; dominio; domínio; домен; النطاق; domäne; domein; domena;
            doména; 域名
            """,
        after="""
            not … found; n't … found; not exist; n't exist; not … resolve; n't … resolve; invalid;
            no longer; not … hosted; not local; not … known; not … registered; n'existe pas; inconnu;
            introuvable; inexistant; pas … trouvé; no existe; desconocid; no … encontrad;
            не … найден; не существу; غير موجود; existiert nicht; nicht … gefunden; não existe;
            não … encontrad; non esiste; inesistent; bestaat niet; nie istnieje; neexist; 不存在
            """,
        whose="""
            sender; your; from; helo; ehlo; client; relay; reverse; ptr; expéditeur; votre; remitente; su;
            отправител; ваш; المرسل; absender; ihre; remetente; mittente; afzender; nadawc; odesílat; 发件
            """,
        unless="said; replied; user; mailbox; account; temporar; currently; list; accept; policy; no record",
    ),
    Pairs(
        nouns="mx; mx record; name service error; name server; dns",
        after="not … found; could not; does not; not … resolve",
        before="cannot find a; could not find any; couldn't find any",
        whose="reverse; ptr; your; sender; helo; ehlo",
        unless="said; temporar; time; ptr; reverse; accept; record for your",
    ),
)
"""That the domain of an address leads nowhere."""
