"""Wordings of refusals that say nothing against the address: sender, content, reputation, rights."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.rule import Rule, rule
from mailer.bounces.wording.said_of import SENDER_UNWANTED

POLICY: Final = Reason.POLICY

SENDER_REFUSED: Final[tuple[Rule, ...]] = (
    rule(
        "complaints about the sender",
        POLICY,
        "421 4.7.0 Messages from 192.0.2.1 temporarily deferred due to user complaints",
        en="""
            user complaints; recipient complaints; complaints from users; complaint rate; unsolicited mail;
            unsolicited email; unusual rate of unsolicited; many complaints; received complaints;
            been reported as
            """,
    ),
    rule(
        "sender refused",
        POLICY,
        "550 5.1.0 <office@example.org>: Sender address rejected: Domain not found",
        "553 5.1.8 Domain of sender address office@example.org does not exist",
        "550 sender verify failed",
        en="""
            sender address rejected; sender … rejected; sender … refused; sender … denied; sender … blocked;
            sender … not allowed; sender … not authorized; sender … not authorised; sender … not permitted;
            sender … blacklisted; sender … disallowed; sender … not accepted; sender … not in whitelist;
            sender … not whitelisted; sender verify failed; sender verification failed;
            sender verification error; could not complete sender verify callout; sender domain;
            sender's domain; sender email address; sender is unauthenticated; sender is not on;
            sender not authenticated; sender … does not exist; sender … does not resolve; sender unknown;
            sender check; sender validation; unknown sender; unresolvable sender; invalid sender;
            bad sender; you are unknown; you are not known; resolve your; authentication failed;
            authentication failure; login failed; wrong password; log in with; bogus sender; null sender;
            empty sender; bounced sender; unauthorized sender; unverified sender; unroutable sender;
            local sender; malformed sender; forged sender; envelope sender; return address … rejected;
            return path … rejected; mail from … rejected; mail from … refused; mail from … denied;
            mail from … not accepted; mail from … not allowed; mail from … does not exist;
            mail from … invalid; mail from … blocked; mail from domain; mail from must have; mail from must;
            mail from your; from domain; from address … rejected; from address … denied;
            from address … refused; from address … blocked; from address … does not; from address not;
            from field; from header; header from; from this domain … not; we do not accept mail from;
            we don't accept mail from; we won't accept mail from; will not accept mail from;
            do not accept mails from; does not accept mail from; does not accept messages from;
            doesn't accept mail from; not accept email from; not accepting mail from;
            not accepting email from; not accepting messages from; no mail accepted from;
            refuse to accept mail from; refusing to accept mail from; refuses mail from;
            rejecting mail from; rejected mail from; mail from this address; email from your;
            unable to verify sender; cannot verify sender; could not verify sender; cannot resolve sender;
            can't verify sender; address … not valid to send; domain of sender; sending domain;
            authenticate sender; identify yourself; your domain; your email address … is blocked;
            your address … blocked; your email address is not; your address is not; you are not allowed;
            you are not permitted; you aren't allowed; you're not allowed; you do not have permission;
            you don't have permission; you are not authorized; you are not a member; not a member of;
            not allowed to post; not allowed to send; not permitted to send; not authorized to send;
            not have permission to send; not have permission to post; only accepts messages from;
            only accepts mail from; only accept mail from; only accept messages from;
            accepts mail only from; only senders in; google groups; googlegroups; restricted to members;
            members only; member only; not on the list of allowed; not authenticated;
            resolver rst notauthorized; resolver rst restrictednotauthorized; resolver rst authrequired;
            resolver rst sendernotauthenticated; resolver rst dlneedsapproval; client was not authenticated;
            authentication required; authentication is required; authentication … required;
            requires authentication; must log in; login required; from inside; internal senders;
            internal mail only; may write to; may send to; may post to; can write to this; can send to this;
            can post to this; must be authenticated; must authenticate; not accepting mail with
            """,
        fr="""
            expéditeur … refusé; expéditeur … rejeté; expéditeur … non autorisé; n'êtes pas autorisé;
            n'avez pas l'autorisation; ne soyez pas autorisé
            """,
        es="""
            remitente … rechazad; remitente … no autorizado; remitente … bloquead; no tiene permiso;
            no está autorizado; no tienes permiso
            """,
        ru="""
            отправител … отклонен; отправител … запрещен; отправител … заблокирован; нет разрешения;
            не имеете права; нет прав
            """,
        ar="المرسل … مرفوض; المرسل … محظور; ليس لديك إذن; ليست لديك الصلاحية; غير مصرح لك",
        zh="发件人 … 拒绝; 发件人 … 拦截; 拒绝 … 发件人; 没有权限; 无权; 沒有權限; 未经授权; 发件地址",
        de="absender … abgelehnt; absender … nicht erlaubt; nicht berechtigt; keine berechtigung",
        pt="remetente … rejeitad; não tem permissão; remetente … bloquead",
        it="mittente … rifiutat; non si dispone delle autorizzazioni; non autorizzat",
        ja="権限; 差出人 … 拒否",
    ),
    rule(
        "sender not believed",
        POLICY,
        "550 Callback to your return address failed: user unknown",
        "550 The sender of this message is not known at the office it names",
        pairs=SENDER_UNWANTED,
    ),
    rule(
        "relaying denied",
        POLICY,
        "550 5.7.1 <a@b.example>... Relaying denied",
        "554 5.7.1 <a@b.example>: Relay access denied",
        "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
        en="""
            relaying denied; relay access denied; relay denied; relaying … denied; relay … denied;
            relay … not permitted; relaying … not permitted; relay … not allowed; relaying … not allowed;
            relay … prohibited; relaying … prohibited; relaying … not authorized; relay … not authorized;
            relaying is not; relay is not; unable to relay; cannot relay; can't relay; not relay; no relay;
            not permitted to relay; not allowed to relay; not an open relay; open relay;
            authentication required for relay; rcpthosts; is not permitted to relay; relay disallowed;
            relaying disallowed; relaying blocked; relaying mail; relay operation rejected;
            refused to relay; relay not; relaying to … prohibited; not local host; not a gateway;
            we do not relay; mail server requires authentication; email server requires authentication;
            insecure mail relay; insecure relay
            """,
        fr="relais … refusé; relais non autorisé; relayage",
        es="retransmisión … denegad; relay denegado",
        ru="пересылка запрещена; релей запрещен; ретрансляция запрещена",
        zh="禁止转发; 拒绝中继; 不允许中继",
    ),
)

CONTENT_REFUSED: Final[tuple[Rule, ...]] = (
    rule(
        "authentication of the sender failed",
        POLICY,
        "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy",
        "550 5.7.23 The message was rejected because of Sender Policy Framework violation",
        en="""
            dmarc; spf; sender policy framework; dkim; domainkeys; arc seal; unauthenticated email;
            not pass authentication; failed authentication; fails authentication; authentication checks;
            authentication results; sender authentication;
            starttls; tls is required; must issue; encryption required; requires tls; certificate;
            caller id; sender id
            """,
        zh="spf检查; spf校验",
    ),
    rule(
        "no reverse name",
        POLICY,
        "550 5.7.25 The IP address sending this message does not have a PTR record setup",
        "554 5.7.1 Client host rejected: cannot find your reverse hostname",
        en="""
            ptr record; ptr; reverse dns; rdns; reverse hostname; reverse lookup; reverse name;
            reverse address; reverse ip; reverse resolution; reverse mapping; no rdns; helo; ehlo; fcrdns;
            cannot find your hostname; cannot find your host; cannot resolve your; unable to resolve your;
            could not resolve your; client host rejected; dynamic ip; dynamic host; dynamically assigned;
            dialup; dial-up; generic hostname; residential; mail server … no dns; your host … not;
            invalid client name
            """,
    ),
    rule(
        "sending host refused",
        POLICY,
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example.net",
        "550 Your IP is on our blocklist",
        "521 192.0.2.9 is on our black list",
        en="""
            is listed in; is listed at; is listed on; are listed in; are listed on; listed by;
            blacklist; black list; black-list; blocklist; block list; block-list; blacklisted;
            blackhole; rbl; dnsbl; dnsrbl; rhsbl; surbl; uribl; spamhaus; spamcop; barracuda; sorbs;
            senderbase; senderscore; sender score; cloudmark; proofpoint; trend micro; abuseat; cbl;
            zen spam; psbl; njabl; mail abuse; invaluement; backscatter; reputation; blocked using;
            blocked by; blocked for; blocked due; blocked because; blocked temporarily; blocked from;
            blocked - see; blocked see; blocked at; banned; banning; client … blocked;
            connection … blocked; ip … blocked; server … blocked; host … blocked; network … blocked;
            your mail … blocked; your email … blocked; your message … blocked; mail has been blocked;
            message has been blocked; has blocked; have been blocked; temporarily blocked;
            permanently blocked; temporarily deferred … complaints;
            messages from … temporarily deferred; messages from … weren't sent;
            messages from … were not sent; user complaints; your ip; invalid ip; ip address … rejected;
            ip … denied; ip … refused; ip … not allowed; ip … not authorized; ip … rejected;
            from your ip; this ip; connection refused by policy; connection … not accepted;
            connections not accepted; connections from … not; connections from this;
            connection dropped by; connection rejected; your server … not; your mail server;
            your mailserver; your email server; your network; your host; your isp; your provider;
            we do not accept connections; no access from mail server; not accepting connections from;
            mail from … black; access denied to you; access from ip; country; bad host; host … denied;
            host … refused; denied by rbl; untrusted; poor reputation; low reputation; bad reputation;
            domain reputation; client ip; mismatches
            """,
        fr="liste noire; liste de blocage; votre serveur … bloqué; adresse ip … bloquée",
        es="lista negra; lista de bloqueo; su ip; dirección ip … bloqueada",
        ru="""
            черный список; черном списке; черные списки; стоп-лист; список блокировки;
            списке блокировки; ваш ip; заблокирован ip
            """,
        ar="القائمة السوداء; قائمة الحظر",
        zh="黑名单; 黑名單; 封禁; ip … 拒绝; ip … 被封; 被屏蔽",
        de="schwarze liste; auf der blacklist; sperrliste; blockliste; blockierliste",
        pt="lista negra; lista de bloqueio",
        it="lista nera; lista di blocco",
        nl="zwarte lijst; blokkeerlijst",
        pl="czarna lista; czarnej liście",
    ),
    rule(
        "taken for spam or a virus",
        POLICY,
        "550 5.7.1 Message rejected as spam",
        "554 Your message contains a virus (Eicar) and was not delivered",
        "554 Почтовый сервер принял письмо за спам",
        en="""
            spam; junk; antivirus found; antivirus … found; by antivirus; anti-virus found; advertising;
            advertisement; unsolicited; bulk mail; bulk email; phish; virus; malware; infected; trojan;
            worm; malicious; suspicious; suspected; fraud; spoof; scored; score too high; score exceeds;
            heuristic; bayes; viagra; uce; ube; bulk … policy; content filter; content-filter;
            content scan; content policy; content … rejected; content … refused; content … denied;
            content … blocked; content … not accepted; content … prohibited; content … not allowed;
            content not; content restrictions; message content; mail content; rejected due to content;
            prohibited content; forbidden content; objectionable; inappropriate; offensive; attachment;
            executable; file type; file name … not; extension … not; zip file; extension; blocked file;
            contains … url; contains … link; too many links; too many urls; links in … body; disallowed;
            message filtered; mail filtered; filtered; filter rule; message filter; by filter; by rule;
            quarantined; quarantine; looks like; appears to be; transport rules; rejected by content;
            message blocked; mail blocked; email blocked; delivery blocked; denied by admin
            """,
        fr="pourriel; indésirable; contenu … refusé; contenu … interdit; pièce jointe",
        es="correo no deseado; contenido … rechazado; archivo adjunto; adjunto",
        ru="спам; вирус; вложени; нежелательн",
        ar="بريد مزعج; البريد المزعج; رسائل غير مرغوب; فيروس; مرفق",
        zh="垃圾邮件; 垃圾郵件; 病毒; 附件; 邮件内容; 反垃圾; 敏感",
        ja="迷惑メール; スパム; ウイルス; 添付",
        de="viren; anhang; unerwünscht",
        pt="vírus; anexo; lixo eletrônico; lixo eletrónico",
        it="posta indesiderata; allegato",
        nl="bijlage; ongewenst",
        xx="kaspersky; symantec; mimecast; messagelabs; mailmarshal; websense; ironport",
    ),
    rule(
        "message not in form",
        POLICY,
        "550 5.7.1 Messages with multiple addresses are not accepted",
        "550 This message is not RFC 5322 compliant",
        "554 5.6.0 Message contains NUL characters",
        en="""
            rfc; non-compliant; not compliant; multiple addresses; header … not accepted;
            headers … not accepted; header … missing; missing … header; invalid header; duplicate header;
            bad header; header error; header too long; headers too; malformed header; header syntax;
            message header; mail header; mime header; message-id header; date header; from header;
            to header; subject header; without to fields; without … field; 8-bit data; 8bit; 8 bit;
            nul characters; bare lf; bare lfs; bare newline; bare cr; line too long; lines too long;
            line length; mime error; mime … not; improper; malformed; unparseable; charset; character set;
            html mail; html email; html message; html format; no subject; empty subject; subject … rejected;
            language … not; non-ascii; smtputf8; internationalized; conversion; messages without;
            messages with; bad message; invalid message format
            """,
        zh="邮件格式; 主题",
    ),
)

RIGHT_REFUSED: Final[tuple[Rule, ...]] = (
    rule(
        "refused by policy",
        POLICY,
        "550 Message rejected due to local policy",
        "554 Access denied",
        "550 Politique de sécurité : message refusé",
        en="""
            policy; policies; policy violation; for policy reasons; security reason;
            administratively prohibited; administrative prohibition; administrative denial;
            administratively denied; administratively; by administrator; by the administrator;
            access denied; access … denied; denied access; permission denied; permission to; not permitted;
            not authorized; not authorised; unauthorized; not allowed; not accepted here; not welcome;
            unwelcome; refused by; mail refused; message refused; email refused; delivery refused;
            delivery not authorized; delivery not authorised; delivery restrictions; deliver restriction;
            restricted; restriction; mail rejected; message rejected; message was rejected;
            message has been rejected; message not accepted; mail not accepted; mail is not accepted;
            email rejected; email … rejected; email is rejected; message is rejected; mail … rejected;
            rejected by; rejected for; content rejected; transaction rejected; go away; no thanks; denied;
            prohibited; forbidden; blocked; security; whitelist; white list; allow list; subscribers only;
            unsubscribed; refuses; will not accept; does not accept; do not accept; doesn't accept;
            not accept; won't accept; cannot accept; declined; decline; violat; complain
            """,
        fr="politique; refusé; rejeté; accès refusé; interdit; bloqué; non autorisé",
        es="política; rechazado; rechazada; acceso denegado; prohibido; bloqueado; denegado",
        ru="политик; отклонен; отказано; запрещен; заблокирован; доступ закрыт; отвергнут",
        ar="سياسة; مرفوض; تم رفض; رفض; محظور; ممنوع",
        zh="策略; 拒绝; 被拒; 拒收; 禁止; 拦截; 退信; 屏蔽; 拒絕; 封锁",
        ja="拒否; ポリシー; 制限",
        de="richtlinie; abgelehnt; verweigert; gesperrt; nicht erlaubt",
        pt="política; rejeitad; negado; bloquead; recusad",
        it="rifiutato; rifiutata; criteri; negato; bloccat",
        nl="geweigerd; beleid",
    ),
)
