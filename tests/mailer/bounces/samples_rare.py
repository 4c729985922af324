"""Notices in words of servers that are seldom met, or of old: each a form of its own; all people are invented."""

from __future__ import annotations

from base64 import encodebytes

from tests.mailer.bounces.sample import Sample, mail, returned

ANN = "ann.port@harbour.example"
BEN = "ben.quay@ferry.example"
KINDS = {"address": "hard", "domain": "hard"}


def rare(
    name: str,
    subject: str,
    body: str,
    reason: str,
    *addresses: str,
    sender: str = "MAILER-DAEMON@port.example",
    action: str = "failed",
) -> Sample:
    kind = KINDS.get(reason, "soft") if action == "failed" else "soft"
    verdicts = tuple((address, kind, action, reason) for address in addresses or (ANN,))
    return Sample(
        name,
        mail(body + "\n", sender=sender, subject=subject),
        "delay" if action == "delayed" else "bounce",
        verdicts,
    )


REPORT = f"""Reporting-MTA: dns; port.example

Final-Recipient: rfc822; {ANN}
Action: failed
Status: 5.1.1
"""
AS_A_FILE = mail(
    f"""
--f
Content-Type: text/plain

The letter could not be delivered. Details are in the file.

--f
Content-Type: application/octet-stream; name=details.txt
Content-Disposition: attachment; filename=details.txt
Content-Transfer-Encoding: base64

{encodebytes(REPORT.encode()).decode()}
--f--
""",
    kind="multipart/mixed; boundary=f",
)
BEHIND_A_NAME = mail(
    f'<p>Bezorging aan deze geadresseerde is mislukt:</p><p><a class=x href="mailto:{ANN}">Port, A.</a></p><p>Het postvak is vol.</p>',
    subject="Onbestelbaar: Oproep",
    kind="text/html; charset=utf-8",
)
RARE: tuple[Sample, ...] = (
    Sample(
        "a report that became a file", AS_A_FILE, "bounce", ((ANN, "hard", "failed", "address"),), "5.1.1"
    ),
    Sample("an address behind a name", BEHIND_A_NAME, "bounce", ((ANN, "soft", "failed", "full"),)),
    rare(
        "arrows before the address",
        "FAILURE NOTICE :",
        f"  ----- The following addresses had permanent fatal errors -----\n\n>>> {ANN} <{ANN}>\n\n  ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)",
        "address",
    ),
    rare(
        "delivery problems",
        "Returned mail: Mailbox full",
        f"   ----- The following addresses had delivery problems -----\n{ANN}  (unrecoverable error)\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.",
        "full",
    ),
    rare(
        "a disabled account at a phone company",
        "Mail System Error - Returned Mail",
        f"The user(s) account is disabled.\n\n<{ANN}>: 550 mailbox disabled (in reply to RCPT TO command)",
        "inactive",
        sender="Postmaster@port.example",
    ),
    rare(
        "a hidden local part",
        "Mail System Error - Returned Mail",
        "Each of the following recipients was rejected by a remote mail server.\n\n    Recipient: <******@harbour.example>\n    >>> RCPT TO:<******@harbour.example>\n    <<< 550 <******@harbour.example>: User unknown",
        "address",
        "******@harbour.example",
    ),
    rare(
        "unknown host",
        "Undeliverable Mail",
        f"Unknown host: {ANN}\n\nOriginal message follows.\n\n{returned(ANN)}",
        "domain",
        sender="Postmaster <postmaster@port.example>",
    ),
    rare(
        "twenty attempts",
        "Undeliverable Mail",
        f"Delivery failed 20 attempts: {ANN}\n\nOriginal message follows.\n\n{returned(ANN)}",
        "transport",
        sender="Postmaster <postmaster@port.example>",
    ),
    rare(
        "userid",
        "Undeliverable Mail",
        f"Invalid final delivery userid: {ANN}\n\nOriginal message follows.\n\n{returned(ANN)}",
        "address",
        sender="Postmaster <postmaster@port.example>",
    ),
    rare(
        "sent and received",
        "Mail delivery failed",
        f"Unable to deliver message to the following recipients.\n\n<{ANN}>\n\nSent >>> RCPT TO:<{ANN}>\nReceived <<< 550 5.1.1 unknown user",
        "address",
    ),
    rare(
        "sendmail 5",
        "Returned mail: User unknown",
        f"   ----- Transcript of session follows -----\nWhile talking to mx.harbour.example:\n>>> RCPT To:<{ANN}>\n<<< 550 <{ANN}>, User Unknown\n550 <{ANN}>... User unknown\n\n   ----- Unsent message follows -----\n{returned(ANN)}",
        "address",
    ),
    rare(
        "no gateway",
        "Delivery status notification",
        f"    ============================================================================\n     This is an automatically generated Delivery Status Notification.\n\nDelivery to the following recipients failed permanently:\n\n  * {ANN}\n\n    ============================================================================\n                            Technical details:\n\nSMTP:RCPT host 192.0.2.3: 553 5.3.0 <{ANN}>... No such user here",
        "address",
    ),
    rare(
        "trouble delivering",
        "There was an error sending your mail",
        f"We had trouble delivering your message. Full details follow:\n\nSubject: 'Call'\nDate: 'Mon, 3 Mar 2025'\n\n1 error(s):\n\nSMTP Server <mx.harbour.example> rejected recipient <{ANN}>\n  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]",
        "address",
    ),
    rare(
        "in brackets",
        "Undelivered Mail Returned to Sender",
        f"This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients.\n\n[Status: Error, Address: <{ANN}>, ResponseCode 421, , Host not reachable.]",
        "transport",
    ),
    rare(
        "problems, in parentheses",
        "Mail delivery problem",
        f"--- The following addresses had delivery problems ---\n\n<{ANN}>   (User unknown {ANN})",
        "address",
    ),
    rare(
        "a list of the affected",
        "Delivery report",
        f"Hello, this is the mail server on mx.port.example.\n\nI am sending you this message to inform you on the delivery status of a\nmessage you previously sent.  Immediately below you will find a list of\nthe affected recipients.\n\n<{ANN}>: delivery failed; 550 5.1.1 no such mailbox",
        "address",
        sender="postmaster@port.example",
    ),
    rare(
        "mmdf",
        "Failed mail (msg.aa01234)",
        f"    Your message could not be delivered to '{ANN} (host: mx.harbour.example) (queue: smtp)' for the following reason:  ' <{ANN}>... User unknown'",
        "address",
        sender="Mail Delivery System <MMDF@port.example>",
    ),
    rare(
        "start of body part",
        "Delivery Report (failure)",
        f"This report relates to your message: Call for contributions\n\nYour message was not delivered to   {ANN}\n        for the following reason:\n        Invalid recipient\n        MTA 'mx.harbour.example' gives error message Unknown user",
        "address",
        sender="X.400 gateway <postmaster@port.example>",
    ),
    rare(
        "no user by that name",
        "Undeliverable mail",
        f"Your message to {ANN} could not be delivered:\n\nThere is no user by that name at this server.",
        "address",
        sender="postmaster@port.example",
    ),
    rare(
        "cc:Mail",
        "Message not deliverable",
        f"Recipient: {ANN}\nReason: Address not found in the directory",
        "address",
        sender="Mail Link <postmaster@port.example>",
    ),
    rare(
        "does not exist, listed below",
        "Mail System Error - Returned Mail",
        f"This Message was undeliverable due to the following reason:\n\nThe user(s) listed below does not exist.\n\n<{ANN}>\n<{BEN}>",
        "address",
        ANN,
        BEN,
    ),
    rare(
        "could not receive",
        "Undeliverable message",
        f"The following recipients could not receive the attached message:\n\n    {ANN}\n        no such user",
        "address",
    ),
    rare(
        "was not delivered to",
        "Failed mail: no such address here",
        f"Your message was not delivered to\n\n    {ANN}\n\nThis address no longer accepts mail.",
        "address",
        sender="postmaster@port.example",
    ),
    rare(
        "fields with dots",
        "Delivery failure",
        f"Recipient......: {ANN}\nServer.........: mx.harbour.example\nAnswer.........: 552 mailbox full",
        "full",
    ),
    rare(
        "a table",
        "Mail could not be delivered",
        f"Your message could not be delivered to these addresses:\n\n| {ANN} | 550 5.1.1 User unknown |\n| {BEN} | 550 5.1.1 User unknown |",
        "address",
        ANN,
        BEN,
    ),
    rare(
        "numbered",
        "Mail delivery failed",
        f"The following recipients failed:\n\n1. {ANN}: User unknown\n2. {BEN}: User unknown",
        "address",
        ANN,
        BEN,
    ),
    rare(
        "two on a line",
        "Mail delivery failed",
        f"Could not deliver to: {ANN}, {BEN}\nUser unknown",
        "address",
        ANN,
        BEN,
    ),
    rare(
        "key and value",
        "Delivery failed",
        f"status=bounced to=<{ANN}> reason=550 5.1.1 user unknown",
        "address",
    ),
    rare(
        "in a sentence",
        "Delivery failure",
        f"The mail server could not deliver mail to {ANN}.  The account or domain may not exist, they may be blacklisted, or missing the proper dns entries.\n\n550 5.1.1 User unknown",
        "address",
    ),
    rare(
        "an old list manager",
        "Delivery failed",
        f"An error was encountered while trying to deliver the attached message to {ANN}: 550 no such user",
        "address",
    ),
    rare(
        "French, plain",
        "Message non distribué",
        f"Votre message n'a pas pu être remis au destinataire suivant :\n\n   {ANN}\n\nMotif : boîte aux lettres inconnue.",
        "address",
        sender="postmaster@ministere.example",
    ),
    rare(
        "French, full",
        "Échec de la remise",
        f"Impossible de remettre votre message à {ANN} : la boîte du destinataire est pleine.",
        "full",
        sender="postmaster@ministere.example",
    ),
    rare(
        "Spanish, plain",
        "No se pudo entregar su mensaje",
        f"No se pudo entregar su mensaje a los destinatarios siguientes:\n\n   {ANN}: el usuario no existe",
        "address",
        sender="postmaster@ministerio.example",
    ),
    rare(
        "Spanish, domain",
        "Error de entrega",
        f"Su mensaje no pudo ser entregado a {ANN}.\nEl dominio no existe.",
        "domain",
        sender="postmaster@ministerio.example",
    ),
    rare(
        "Spanish, late",
        "Mensaje retrasado",
        f"Su mensaje todavía no se ha entregado a:\n\n   {ANN}\n\nSe seguirá intentando durante 3 días. No es necesario que reenvíe el mensaje.",
        "transport",
        action="delayed",
    ),
    rare(
        "Russian, plain",
        "Сообщение не доставлено",
        f"Ваше сообщение не было доставлено следующим получателям:\n\n   {ANN}\n\nПричина: такого пользователя нет.",
        "address",
    ),
    rare(
        "Russian, late",
        "Доставка задержана",
        f"Сообщение пока не доставлено: {ANN}\nСервер получателя временно недоступен. Попытки доставки будут продолжены.",
        "transport",
        action="delayed",
    ),
    rare(
        "Arabic, full",
        "فشل تسليم الرسالة",
        f"لم يتم تسليم رسالتك إلى المستلم التالي:\n\n{ANN}\n\nصندوق البريد ممتلئ.",
        "full",
    ),
    rare(
        "Arabic, late",
        "تأخر تسليم رسالتك",
        f"لم يتم تسليم رسالتك بعد إلى:\n\n{ANN}\n\nستتم إعادة المحاولة. لا حاجة إلى إعادة الإرسال.",
        "transport",
        action="delayed",
    ),
    rare("Chinese, plain", "邮件投递失败", f"您发送给{ANN}的邮件无法投递，原因：用户不存在。", "address"),
    rare("Chinese, full", "退信通知", f"以下收件人的邮件未能送达：\n{ANN}\n收件人邮箱空间不足", "full"),
    rare(
        "Chinese, late",
        "邮件延迟",
        f"您的邮件尚未送达：{ANN}\n服务器将继续尝试，无需重新发送。",
        "transport",
        action="delayed",
    ),
    rare(
        "Portuguese",
        "Mensagem não entregue",
        f"Sua mensagem não pôde ser entregue ao destinatário:\n\n{ANN}\n\nUsuário desconhecido.",
        "address",
    ),
    rare(
        "Italian",
        "Mancato recapito",
        f"Non è stato possibile recapitare il messaggio a {ANN}: casella inesistente.",
        "address",
    ),
    rare(
        "Japanese",
        "配信エラー",
        f"以下の宛先にメールを配信できませんでした。\n\n{ANN}\n\n宛先のメールボックスがいっぱいです。",
        "full",
    ),
    rare(
        "Dutch",
        "Niet bezorgd bericht",
        f"Uw bericht kon niet worden bezorgd aan:\n\n{ANN}: onbekende gebruiker",
        "address",
    ),
    rare("a tongue unknown to the tables", "Vika kom upp", f"{ANN}: 550 5.1.1", "address"),
    rare(
        "relaying, said before the recipient is named",
        "Returned mail: Deferred",
        f"   ----- Transcript of session follows -----\nWhile talking to mx.harbour.example:\n>>> MAIL From:<office@office.example>\n<<< 550 Insecure Mail Relay\n554 <{ANN}>... Remote protocol error\n421 other.example (smtp)... Deferred: Connection timed out\n\n   ----- Unsent message follows -----\n{returned(ANN)}",
        "policy",
    ),
    rare(
        "no such domain, said of the sender",
        "Mail delivery failed: returning message to sender",
        f"The following address(es) failed:\n\n  {ANN}\n    host mx.harbour.example [192.0.2.3]\n    SMTP error from remote mail server after MAIL FROM:<office@office.example>:\n    550 5.1.7 No such domain office.example.",
        "policy",
    ),
    rare(
        "one sentence", "", f"You sent mail to {ANN}. That's not a valid user here.", "address", sender="<>"
    ),
    rare(
        "a quoted address",
        "Permanent Delivery Failure",
        f"The following addresses did NOT receive a copy of your message:\n\n> {ANN}\n\n--- Session Transcript ---\n RCPT To:<{ANN}>\n 552 Message for <{ANN}> would exceed mailbox quota\n--- End Transcript ---",
        "full",
        sender="MDaemon@port.example",
    ),
    rare(
        "no member",
        "You office@office.example are not member (ports ML)",
        "You are not a member of this mailing list <ports@lists.example>.\nIf you know the general guide of this list, please send mail with\nthe mail body\n\tguide\nto the address\n\tports-ctl@lists.example",
        "policy",
        "ports@lists.example",
        sender="ports-admin@lists.example",
    ),
    rare(
        "sizes",
        "Message rejected",
        f"Your message to <{ANN}> was rejected: it exceeds the maximum size of 10 MB.",
        "size",
    ),
    rare("policy", "Message blocked", f"Your message to <{ANN}> was blocked by our spam filter.", "policy"),
    rare(
        "a tongue unknown to the tables, and no code",
        "Vika kom upp",
        f"Bréf yðar komst ekki til skila:\n\n{ANN}\n\nPósthólfið svarar ekki.",
        "other",
    ),
    rare(
        "an expansion that goes over two lines",
        "Undelivered Mail Returned to Sender",
        f"<{BEN}> (expanded from\n    <{ANN}>): host mx.ferry.example[192.0.2.5] said: 552 5.2.2\n    the box is full (in reply to RCPT TO command)",
        "full",
    ),
    rare(
        "a server that would not talk",
        "Mail delivery failed: returning message to sender",
        f"The following address(es) failed:\n\n  {ANN}\n    SMTP error from remote mail server after initial connection:\n    host mx.harbour.example [192.0.2.9]: 554 user unknown in our allow list",
        "policy",
    ),
    rare(
        "late, in Spanish",
        "Mensaje demorado",
        f"Su mensaje para {ANN} sigue en cola, porque el servidor de destino no contesta.",
        "transport",
        action="delayed",
    ),
    rare(
        "late, in Polish",
        "Opóźnienie",
        f"Wiadomość do {ANN} nie została jeszcze dostarczona.",
        "transport",
        action="delayed",
    ),
    rare(
        "late, without the word",
        "Message on its way",
        f"We have not managed to hand over your message to {ANN} so far. Our next attempt is in one hour.",
        "transport",
        action="delayed",
    ),
    rare(
        "sent back, in Italian",
        "Messaggio respinto",
        f"Il messaggio per {ANN} è stato respinto: il destinatario non appartiene più alla nostra casa.",
        "address",
    ),
    rare(
        "certified mail, in Italian: an identifier that looks like an address",
        "AVVISO DI MANCATA CONSEGNA: Circolare",
        f"""Avviso di mancata consegna

Il giorno 03/03/2025 nel messaggio "Circolare" proveniente da "office@office.example"
e destinato all'utente "{ANN}"
si è verificato un errore: 5.1.1 - indirizzo inesistente.
Identificativo messaggio: opec21004.20250303110244.01234.567.1.53@pec.example
""",
        "address",
    ),
)
