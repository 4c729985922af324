"""Wordings of domains that take no mail, and of servers that were not reached or in no hurry."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.rule import Rule, rule
from mailer.bounces.wording.said_of import NO_DOMAIN, NOT_ANSWERING, NOT_JUST_NOW

DOMAIN: Final[tuple[Rule, ...]] = (
    rule(
        "domain takes no mail",
        Reason.DOMAIN,
        "556 5.1.10 Recipient address has null MX",
        "The domain harbour.example does not accept mail (nullMX)",
        en="""
            null mx; nullmx; domain … does not accept mail; domain … doesn't receive email;
            domain … does not receive email; does not accept any mail; host … does not accept mail;
            host/domain does not accept mail; smtp protocol returned a permanent error … does not accept;
            name server … does not accept mail; no mx record; has no mx; no mail exchanger; no mail server;
            no mailserver; no mx or a; no mail hosts; mx points to localhost; illegal mx;
            indicated no smtp service; does not accept email; accepts no mail; no smtp service
            """,
    ),
    rule(
        "lookup failed for now",
        Reason.TRANSPORT,
        "Name service error for name=harbour.example type=MX: Host not found, try again",
        "450 4.4.3 DNS temporary failure",
        en="""
            host not found try again; temporary … name; temporary dns; dns temporary;
            dns server … temporary; dns timeout; dns … timed out; temporary lookup; lookup … temporary;
            lookup timed out; lookup defer; servfail; server failure; name server timeout;
            nameserver … timeout; name server … timed out; dns query timed; domain … temporarily; transient;
            dns failure; dns query failed; all host address lookups failed; lookup did not complete;
            host name lookup failure; hostname lookup failure; name server reply; unable to resolve route;
            resolve route; name server failure; temporarily unresolvable; dns lookup … temporary;
            dns records for the destination; sender lookup
            """,
        pairs=NOT_JUST_NOW,
    ),
    rule(
        "no such domain",
        Reason.DOMAIN,
        "550 5.1.2 Host unknown (Name server: harbour.example: host not found)",
        "Le domaine n'existe pas",
        "El dominio no existe",
        "Домен не найден",
        "النطاق غير موجود",
        "域名不存在",
        en="""
            host unknown; unknown host; host not found; host name is unknown; hostname not found;
            host or domain name not found; host does not exist; no such host; no such domain; no such site;
            no host found; no dns; domain not found; domain couldn't be found; domain was not found;
            domain does not exist; domain doesn't exist; domain not exist; domain name not exist;
            domain must exist; domain must resolve; domain unknown; domain invalid; domain is not valid;
            domain is not reachable; domain not in dns; unknown domain; unknown mail domain;
            unknown recipient domain; invalid domain; invalid host; bad destination system;
            bad destination host; bad domain; bad host; nonexistent domain; non-existent domain;
            unresolvable domain; unresolved domain; unrouteable mail domain; unrouteable domain;
            unroutable domain; unrouteable host; illegal host; name or service not known; name resolution;
            dns error; dns lookup failed; dns lookup; dns resolution; dns type; nxdomain; non-existent host;
            could not resolve; couldn't resolve; cannot resolve; can't resolve; unable to resolve;
            unable to lookup; couldn't find any host; could not find any host;
            couldn't find a mail exchanger; cannot find mx; unable to find mx; no route to domain;
            mx lookup failed; address lookup failed; not a valid domain; not a valid host; not our domain;
            isn't in our; failed to resolve; does not resolve; no ip address found; no address associated;
            domain does not resolve; no a or mx
            """,
        fr="""
            domaine inconnu; domaine introuvable; domaine inexistant; domaine invalide; hôte inconnu;
            hôte introuvable; nom de domaine
            """,
        es="""
            dominio no existe; dominio desconocido; dominio inexistente; no existe el dominio;
            dominio no encontrado; dominio no válido; servidor desconocido; no se encontró el dominio;
            encontrar el dominio
            """,
        ru="""
            домен не найден; домен не существует; домена не существует; неизвестный домен;
            нет такого домена; несуществующий домен; хост не найден; неизвестный хост
            """,
        ar="""
            النطاق غير موجود; نطاق غير معروف; نطاق غير موجود; المجال غير موجود; اسم النطاق;
            العثور علي النطاق
            """,
        zh="""
            域名不存在; 域不存在; 未知域名; 找不到域; 域名无法解析; 无法解析; 主机未知; 未知主机;
            网域不存在; 網域不存在; 域名错误; 无效的域名; 域名
            """,
        ja="ドメイン",
        de="domain existiert nicht; unbekannte domain; unbekannter host; domäne",
        pt="domínio não existe; domínio inexistente; domínio não encontrado",
        it="dominio inesistente; dominio sconosciuto",
        nl="domein bestaat niet; onbekend domein",
        pairs=NO_DOMAIN,
    ),
)

TOO_MANY_WRONG: Final[tuple[Rule, ...]] = (
    rule(
        "too many wrong addresses",
        Reason.TRANSPORT,
        "550 Too many unknown users in this session",
        en="too many unknown; too many invalid; too many bad; too many wrong; too many nonexistent",
    ),
)

TOO_MUCH: Final[tuple[Rule, ...]] = (
    rule(
        "going round in circles",
        Reason.TRANSPORT,
        "554 5.4.6 Hop count exceeded - possible mail loop",
        "mail for harbour.example loops back to myself",
        en="""
            too many hops; loops back; mail loop; loop detected; looping; routing loop; loop count;
            maximum hop; hop count; hop limit; hopcount; forwarding loop; mail forwarding;
            too many received; received headers; local loop; in a loop; mail is looping
            """,
        fr="boucle",
        es="bucle",
        ru="зациклив; петля",
        zh="循环",
        de="schleife",
    ),
    rule(
        "too fast or too many",
        Reason.TRANSPORT,
        "421 4.7.0 Too many connections from your host",
        "450 4.7.1 <a@b.example>: Recipient address rejected: Greylisted, try again in 300 seconds",
        "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery",
        "550 Ip frequency limited",
        en="""
            too many connection; too many concurrent; too many simultaneous; too many sessions;
            too many messages from; too many messages sent; too many mails; too many emails;
            too many recipients; too many rcpt; too many errors;
            too many users; too many smtp; too many requests; too frequent; too fast;
            too quickly; too much traffic; too busy; too rapid; at a rate that; rate limit; rate-limit;
            ratelimit; rate … exceed; rate control; message rate; mail rate; connection rate; sending rate;
            exceeded the rate; exceeded … rate; throttl; frequency limit; frequency exceed;
            connection limit; connections limit; limit … connections; limit on the number of;
            concurrent connection; concurrency; concurrent smtp; daily limit; hourly limit; per hour;
            per day; per minute; sending limit; sent too; receiving mail too; receiving too; slow down;
            greylist; graylist; grey list; gray list; greylisting; postgrey; try again later; try again in;
            try later; retry later; please retry; please try again; come back later; temporarily unable;
            temporarily unavailable; temporarily rejected; temporarily deferred; temporarily refused;
            temporarily not; temporary problem; temporary local problem; temporary system problem;
            temporary server error; temporary rejected; temporary deferral; temporary block;
            service temporarily; service unavailable try; system load; load too high; overload;
            resources temporarily; resource temporarily; resources restricted; all server ports are busy;
            server busy; server is busy; server too busy; system busy; currently busy;
            unusual rate of email; excessive connection; excessive rate; slower; exceeds per-domain;
            number of connections; ipc connections; daily message quota; too many emails sent;
            sent too many; exceeded the maximum number of; connection frequency; ip frequency;
            mail frequency; frequency limited; frequency is too
            """,
        fr="trop de connexions; réessayer plus tard; réessayez plus tard",
        es="demasiadas conexiones; intente más tarde; inténtelo más tarde",
        ru="слишком много; попробуйте позже; повторите попытку позже",
        ar="عدد كبير جدا; حاول لاحقا; المحاولة لاحقا",
        zh="频率; 连接数; 过于频繁; 稍后重试; 稍后再试; 太频繁; 发送过多",
    ),
)

NOT_REACHED: Final[tuple[Rule, ...]] = (
    rule(
        "not reached, or not in time",
        Reason.TRANSPORT,
        "connect to mx.harbour.example[192.0.2.1]:25: Connection timed out",
        "retry timeout exceeded",
        "delivery time expired",
        "Le serveur distant ne répond pas (délai d'attente dépassé)",
        "El servidor no responde: tiempo de espera agotado",
        "Истекло время ожидания ответа сервера",
        "انتهت مهلة الاتصال بالخادم",
        "连接超时",
        en="""
            connection timed out; requests to connect; connection timeout; connection refused;
            connection reset; connection closed; connection lost; connection dropped; connection aborted;
            connection broken; connection failed; connection … timed out; connection … refused;
            connection … failed; connect failed; lost connection; conversation with … timed out; timed out;
            timeout exceeded; no route to host; no route; network is unreachable; network unreachable;
            network error; network failure; network problem; host unreachable; host is unreachable;
            host not reachable; host is down; host … unreachable; host … not respond; not reachable;
            could not be contacted; could not be reached; couldn't be reached; could not connect;
            couldn't connect; cannot connect; can't connect; unable to connect; unable to contact;
            unable to reach; unable to open connection; unable to establish; failed to connect;
            failed connect; establish an smtp connection; establish … connection; not responding;
            did not respond; didn't respond; not respond; not answering; host did not; queue lifetime;
            queue … too long; message expired; message has expired; message … expired;
            delivery time expired; delivery expired; time expired; retry timeout; retry period;
            undelivered for; not been delivered for; could not be delivered for;
            could not be delivered within; couldn't deliver … for; not delivered within; within the time;
            time limit; attempts failed; all attempts; unable to deliver … for; have been trying;
            has been trying; no longer be attempted; broken pipe; tls handshake; ssl handshake;
            service not available; service closed; server closed; closing connection; closing transmission;
            closing control; shutting down; no mailers available; all relevant mx; mx … unreachable;
            all hosts; stopped trying; still undelivered; connect error; failing for a long time;
            points to local host; address is the local host; lowest numbered mx; have been failing;
            has been failing; not been collected
            """,
        fr="""
            délai d'attente; délai … dépassé; délai expiré; expiration du délai; ne répond pas;
            connexion refusée; connexion impossible; injoignable; temporairement; plus de … jours; retardé;
            expiré; pas encore pu
            """,
        es="""
            tiempo de espera; no responde; conexión rechazada; no se pudo conectar; no se puede conectar;
            expiró; caducado; tiempo … agotado; temporalmente; retrasad; expirado; se agotó
            """,
        ru="""
            время ожидания; истекло; истек; не отвечает; соединение; не удалось подключиться; недоступен;
            временно; превышено время; тайм-аут; задержан; задержка
            """,
        ar="""
            انتهت مهلة; انتهاء المهلة; مهلة; لا يستجيب; رفض الاتصال; تعذر الاتصال; مؤقتا; تاخر; تاخير;
            انتهت صلاحية
            """,
        zh="超时; 连接失败; 无法连接; 连接被拒绝; 没有响应; 无响应; 过期; 暂时; 连接不上; 延迟; 逾時",
        ja="タイムアウト; 接続できません; 期限切れ; 遅延; 接続",
        de="""
            zeitüberschreitung; nicht erreichbar; verbindung; antwortet nicht; verzögert; vorübergehend
            """,
        pt="tempo limite; não responde; temporariamente; expirou",
        it="tempo scaduto; non risponde; temporaneamente; scaduto",
        nl="verbinding; tijdelijk; vertraagd",
        pairs=NOT_ANSWERING,
    ),
)

HARDLY_REACHED: Final[tuple[Rule, ...]] = (
    rule(
        "some trouble on the way",
        Reason.TRANSPORT,
        "Deferred: remote host",
        en="""
            connection was; connection to; connect to; lost input channel; timeout; time out; time-out;
            host not; retries; retry limit; retry time; giving up; remote server; remote host; gateway;
            socket; no hosts; queued; deferred; temporary error; temporary failure; server error;
            service unavailable; service is unavailable; server unavailable; server is unavailable;
            server not available; in the queue; in queue; delayed; been delayed; for more than; too old;
            not been delivered; not yet been; number of attempts; delivery … attempts; bad file descriptor;
            expired; winsock; unreachable; handshake; no response; no answer
            """,
    ),
)

MACHINERY: Final[tuple[Rule, ...]] = (
    rule(
        "server at fault",
        Reason.OTHER,
        "554 5.3.0 Internal system error",
        "Command died with status 1",
        "503 Bad sequence of commands",
        en="""
            system error; internal error; internal server; internal system; system config;
            configuration error; local configuration; mailer error; mail system configuration; command died;
            command failed; command failure; process failed; pipe to; died with status; returned status;
            child process; unable to process; cannot open; can't open; can't create; cannot create;
            could not open; input/output error; i/o error; permission denied; no such file; procmail;
            maildrop; dovecot; deliver program; local error; local delivery failed; aliasing; syntax error;
            command not; command unrecognized; command rejected; unrecognized command; bad sequence;
            out of sequence; need mail before; need rcpt; parameter; protocol error; transaction failed;
            data format error; unexpected; unknown error; undefined error; undefined; unspecified; x-unix;
            exit status; exit code
            """,
    ),
)
