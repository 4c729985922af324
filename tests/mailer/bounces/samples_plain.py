"""Notices without a machine-readable part, one for each server whose form is known; all people are invented."""

from __future__ import annotations

from tests.mailer.bounces.sample import Sample, mail, returned

ANN = "ann.port@harbour.example"
BEN = "ben.quay@ferry.example"
HARD = ("hard", "failed", "address")
FULL = ("soft", "failed", "full")

PLAIN: tuple[Sample, ...] = (
    Sample(
        "qmail",
        mail(
            f"""
Hi. This is the qmail-send program at mx.port.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ANN}>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <{ANN}>: Recipient address rejected: User unknown
Giving up on 192.0.2.7.

<{BEN}>:
Sorry, this user's mailbox is over quota. (#5.2.2)

--- Below this line is a copy of the message.

"""
            + returned(ANN),
            sender="MAILER-DAEMON@mx.port.example",
            subject="failure notice",
        ),
        "bounce",
        ((ANN, *HARD), (BEN, *FULL)),
        "5.1.1",
    ),
    Sample(
        "qmail, no host",
        mail(
            f"""
Hi. This is the qmail-send program at mx.port.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<{ANN}>:
Sorry, I couldn't find any host named harbour.example. (#5.1.2)
""",
            sender="MAILER-DAEMON@mx.port.example",
            subject="failure notice",
        ),
        "bounce",
        ((ANN, "hard", "failed", "domain"),),
    ),
    Sample(
        "qmail, mailbox of that name",
        mail(
            f"""
Hi. This is the qmail-send program at mx.port.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<{ANN}>:
I'm not going to try again; this message has been in the queue too long.
192.0.2.7 failed after I sent the message.
Remote host said: 451 try again later
""",
            sender="MAILER-DAEMON@mx.port.example",
            subject="failure notice",
        ),
        "bounce",
        ((ANN, "soft", "failed", "transport"),),
    ),
    Sample(
        "Exim",
        mail(
            f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ANN}
    host mx.harbour.example [192.0.2.3]
    SMTP error from remote mail server after RCPT TO:<{ANN}>:
    550 No such person at this address
  {BEN}
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

"""
            + returned(ANN),
            sender="Mail Delivery System <Mailer-Daemon@mx.port.example>",
            subject="Mail delivery failed: returning message to sender",
            more=f"X-Failed-Recipients: {ANN}, {BEN}\nAuto-Submitted: auto-replied",
        ),
        "bounce",
        ((ANN, *HARD), (BEN, *HARD)),
        "5.0.0",
    ),
    Sample(
        "Exim without its header",
        mail(
            f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. The following address(es) failed:

  {ANN}
    retry timeout exceeded
""",
            subject="Mail delivery failed: returning message to sender",
        ),
        "bounce",
        ((ANN, "soft", "failed", "transport"),),
    ),
    Sample(
        "Exim, a warning",
        mail(
            f"""
This message was created automatically by mail delivery software.
A message that you have sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.port.example.

The message identifier is:     1tabcd-0001Ab-2C
The subject of the message is: Call for contributions
The date of the message is:    Mon, 3 Mar 2025 10:00:00 +0000

The address to which the message has not yet been delivered is:

  {ANN}
    Delay reason: mailbox is full

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals if the message
remains undelivered. Eventually the mail delivery software will give up,
and when that happens, the message will be returned to you.
""",
            subject="Warning: message 1tabcd-0001Ab-2C delayed 24 hours",
        ),
        "delay",
        ((ANN, "soft", "delayed", "full"),),
    ),
    Sample(
        "sendmail, before it wrote reports",
        mail(
            f"""
   ----- Transcript of session follows -----
Connected to mx.harbour.example:
>>> RCPT To:<{ANN}>
<<< 550 <{ANN}>... User unknown
550 <{ANN}>... User unknown

   ----- Unsent message follows -----
"""
            + returned(ANN),
            sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.port.example>",
            subject="Returned mail: User unknown",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "sendmail 8",
        mail(
            f"""
The original message was received at Mon, 3 Mar 2025 10:00:00 GMT
from office.example [192.0.2.10]

   ----- The following addresses had permanent fatal errors -----
<{ANN}>
    (reason: 550 5.2.1 <{ANN}>... Mailbox disabled, not accepting messages)
{BEN}
    (expanded from: <quay@ferry.example>)

   ----- Transcript of session follows -----
... while talking to mx.harbour.example.:
>>> DATA
<<< 550 5.2.1 <{ANN}>... Mailbox disabled, not accepting messages
550 5.1.1 {BEN}... User unknown
""",
            sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.port.example>",
            subject="Returned mail: see transcript for details",
        ),
        "bounce",
        ((ANN, "soft", "failed", "inactive"), ("quay@ferry.example", *HARD)),
    ),
    Sample(
        "sendmail, transient",
        mail(
            f"""
    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

The original message was received at Mon, 3 Mar 2025 10:00:00 GMT
from office.example [192.0.2.10]

   ----- The following addresses had transient non-fatal errors -----
<{ANN}>

   ----- Transcript of session follows -----
<{ANN}>... Deferred: Connection timed out with mx.harbour.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old
""",
            sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.port.example>",
            subject="Warning: could not send message for past 4 hours",
        ),
        "delay",
        ((ANN, "soft", "delayed", "transport"),),
    ),
    Sample(
        "Postfix, only its words",
        mail(
            f"""
This is the mail system at host mx.port.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

                   The mail system

<{ANN}>: host mx.harbour.example[192.0.2.3] said: 550 5.1.1
    <{ANN}>: Recipient address rejected: User unknown in virtual
    mailbox table (in reply to RCPT TO command)

<{BEN}> (expanded from <quay@ferry.example>): mail for ferry.example loops back to myself
"""
        ),
        "bounce",
        ((ANN, *HARD), ("quay@ferry.example", "soft", "failed", "transport")),
        "5.1.1",
    ),
    Sample(
        "Exchange 5.5",
        mail(
            f"""
Your message

  To:      Ann Port
  Subject: Call for contributions
  Sent:    Mon, 3 Mar 2025 10:00:00 -0000

did not reach the following recipient(s):

{ANN} on Mon, 3 Mar 2025 10:00:05 -0000
    The recipient name is not recognized
\tThe MTS-ID of the original message is: c=aa;a= ;p=port;l=MX0303100005
    MSEXCH:IMS:PORT:QUAY:MX 0 (000C05A6) Unknown Recipient
""",
            sender="System Administrator <postmaster@port.example>",
            subject="Undeliverable: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Exchange 2000",
        mail(
            f"""
Your message did not reach some or all of the intended recipients.

      Subject:\tCall for contributions
      Sent:\t3/3/2025 10:00 AM

The following recipient(s) could not be reached:

      {ANN} on 3/3/2025 10:00 AM
            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.
            <mx.port.example #5.1.1>
""",
            sender="System Administrator <postmaster@port.example>",
            subject="Undeliverable:Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "Exchange 2010 in French",
        mail(
            f"""
Échec de la remise pour ces destinataires ou groupes :

Ann Port ({ANN})<mailto:{ANN}>
L'adresse de messagerie que vous avez entrée est introuvable. Vérifiez l'adresse, puis renvoyez le message.

Informations de diagnostic pour les administrateurs :

Serveur de génération : mx.port.example

{ANN}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

En-têtes de message d'origine :

"""
            + returned(ANN),
            sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@port.example>",
            subject="Non remis : Appel à contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "Exchange 2010 in Spanish, full",
        mail(
            f"""
Error de entrega a los siguientes destinatarios o grupos:

{ANN}<mailto:{ANN}>
El buzón del destinatario está lleno y no puede aceptar mensajes ahora. Intente enviar el mensaje más tarde.

Información de diagnóstico para los administradores:

Generando servidor: mx.port.example

{ANN}
#550 5.2.2 STOREDRV.Deliver: mailbox full ##
""",
            sender="postmaster@port.example",
            subject="No se puede entregar: Convocatoria",
        ),
        "bounce",
        ((ANN, *FULL),),
    ),
    Sample(
        "Exchange Online in HTML",
        mail(
            f"""
<html><head><style>p {{ color: red }}</style></head><body>
<p>Your message to <a href="mailto:{ANN}">{ANN}</a> couldn't be delivered.</p>
<table><tr><td>office</td><td>Office 365</td><td>ann.port</td></tr>
<tr><td>Action Required</td><td></td><td>Recipient</td></tr>
<tr><td>Unknown To address</td></tr></table>
<p><b>ann.port</b> wasn't found at harbour.example.</p>
<p>Error Details</p><p>Reported error: <i>550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup</i></p>
</body></html>
""",
            kind="text/html; charset=utf-8",
            sender="Microsoft Outlook <postmaster@port.example>",
            subject="Undeliverable: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
        "5.1.10",
    ),
    Sample(
        "Lotus Notes",
        mail(
            f"""
------- Failure Reasons  --------

User not listed in public Name & Address Book
{ANN}


------- Returned Message --------

"""
            + returned(ANN),
            sender="Postmaster@port.example",
            subject="Delivery Failure Report",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Domino",
        mail(
            f"""
Your message

  Subject: Call for contributions

was not delivered to:

  {ANN}

because:

  User ann.port ({ANN}) not listed in Domino Directory
""",
            sender="Postmaster@port.example",
            subject="DELIVERY FAILURE: User ann.port not listed in Domino Directory",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "MDaemon",
        mail(
            f"""
The following data may contain sections which represent BASE64 encoded
file attachments.

The attached message had PERMANENT fatal delivery errors!

After one or more unsuccessful delivery attempts the attached message has
been removed from the mail queue on this server.  The number and frequency
of delivery attempts are determined by local configuration parameters.

YOUR MESSAGE WAS NOT DELIVERED TO ONE OR MORE RECIPIENTS!

--------------------------------------------------------------------

Failed address: {ANN}

--- Session Transcript ---

 Mon 2025-03-03 10:00:02: --> RCPT To:<{ANN}>
 Mon 2025-03-03 10:00:02: <-- 550 <{ANN}>, Recipient unknown

--- End Transcript ---
""",
            sender="MDaemon@port.example",
            subject="Permanent Delivery Failure",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "GroupWise",
        mail(
            f"""
The message that you sent was undeliverable to the following:
\t{ANN} (550 No such user here)
""",
            sender="Mailer-Daemon@port.example",
            subject="Message status - undeliverable",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "MailMarshal",
        mail(
            f"""
Your message:
   From:    office@office.example
   Subject: Call for contributions
   Message id: B0000000001.000000000002.MML

Could not be delivered because of:

550 5.1.1 User unknown

The following recipients were affected:
   {ANN}

Additional Information
======================
Original Sender:    <office@office.example>
""",
            sender="postmaster@port.example",
            subject="Undeliverable Mail: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "CommuniGate Pro",
        mail(
            f"""
Failed to deliver to '{ANN}'
SMTP module(domain harbour.example) reports:
 host mx.harbour.example says:
 550 5.1.1 User unknown
""",
            sender="MAILER-DAEMON@port.example",
            subject="Undeliverable mail: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Courier",
        mail(
            f"""
This is a delivery status notification from mx.port.example,
running the Courier mail server, version 0.65.

The original message was received on Mon, 03 Mar 2025 10:00:00 +0000
from office.example (office.example [192.0.2.10])

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<{ANN}>:
    mx.harbour.example [192.0.2.3]:
>>> RCPT TO:<{ANN}>
<<< 550 5.1.1 <{ANN}>... User Unknown

---------------------------------------------------------------------------

If your message was also sent to additional recipients, their delivery
status is not included in this report.
""",
            sender="Courier mail server at mx.port.example <@mx.port.example>",
            subject="NOTICE: mail delivery status.",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "IMail, unknown",
        mail(
            f"""
Unknown user: {ANN}

RCPT TO generated following response:
550 Unknown user - {ANN}

Original message follows.

"""
            + returned(ANN),
            sender="Postmaster <postmaster@port.example>",
            subject="Undeliverable Mail",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "IMail, full",
        mail(
            f"""
User mailbox exceeds allowed size: {ANN}

Original message follows.

"""
            + returned(ANN),
            sender="Postmaster <postmaster@port.example>",
            subject="Undeliverable Mail",
        ),
        "bounce",
        ((ANN, *FULL),),
    ),
    Sample(
        "Google, of old",
        mail(
            f"""
This is an automatically generated Delivery Status Notification

Delivery to the following recipient failed permanently:

     {ANN}

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the recipient domain. The error that the other server returned was: 550 550 5.2.1 {ANN} account is disabled (state 14).

   ----- Original message -----

"""
            + returned(ANN),
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            subject="Delivery Status Notification (Failure)",
        ),
        "bounce",
        ((ANN, "soft", "failed", "inactive"),),
    ),
    Sample(
        "Google, a delay",
        mail(
            f"""
** Delivery incomplete **

There was a temporary problem delivering your message to {ANN}. Gmail will retry for 46 more hours. You'll be notified if the delivery fails permanently.

The response was:

The recipient server did not accept our requests to connect.
""",
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            subject="Delivery Status Notification (Delay)",
        ),
        "delay",
        ((ANN, "soft", "delayed", "transport"),),
    ),
    Sample(
        "Yahoo",
        mail(
            f"""
Sorry, we were unable to deliver your message to the following address.

<{ANN}>:
554: delivery error: dd This user doesn't have a harbour.example account ({ANN}) [0] - mta1.harbour.example

--- Below this line is a copy of the message.

"""
            + returned(ANN),
            sender="MAILER-DAEMON@yahoo.example",
            subject="Failure Notice",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "GMX",
        mail(
            f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

"{ANN}":
SMTP error from remote server after RCPT command:
host: mx.harbour.example
5.1.1 <{ANN}>... User Unknown
""",
            sender="GMX Mailer Daemon <mailer-daemon@gmx.example>",
            subject="Mail delivery failed: returning message to sender",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "1&1",
        mail(
            f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address(es) failed:

{ANN}:
SMTP error from remote server for RCPT TO command, host: mx.harbour.example (192.0.2.3) reason: 550 Mail size limit exceeded. For explanation visit http://postmaster.example/size

--- The header of the original message is following. ---

"""
            + returned(ANN),
            sender='"Mail Delivery System" <mailer-daemon@kundenserver.example>',
            subject="Mail delivery failed: returning message to sender",
        ),
        "bounce",
        ((ANN, "soft", "failed", "size"),),
    ),
    Sample(
        "Netscape Messaging Server",
        mail(
            f"""
This Message was undeliverable due to the following reason:

Each of the following recipients was rejected by a remote mail server.
The reasons given by the server are included to help you determine why
each recipient was rejected.

    Recipient: <{ANN}>
    Reason:    <{ANN}>... User unknown

Please reply to <Postmaster@port.example>
if you feel this message to be in error.
""",
            sender="Mail Administrator <Postmaster@port.example>",
            subject="Mail System Error - Returned Mail",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Intermail, over quota",
        mail(
            f"""
This Message was undeliverable due to the following reason:

The user(s) account is temporarily over quota.

<{ANN}>

Please reply to <Postmaster@port.example>
if you feel this message to be in error.
""",
            sender="Mail Administrator <Postmaster@port.example>",
            subject="Mail System Error - Returned Mail",
        ),
        "bounce",
        ((ANN, *FULL),),
    ),
    Sample(
        "X.400 gateway",
        mail(
            f"""
Your message was not delivered to:
     {ANN}
for the following reason:
     Unable-to-transfer: Unrecognised-OR-name
     Diagnostic was: unknown address
Additional information: User not known in this domain
""",
            sender="postmaster@gateway.port.example",
            subject="Delivery Report (failure) for " + ANN,
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "OpenSMTPD",
        mail(
            f"""
    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

{ANN}: 550 5.1.1 <{ANN}>: User unknown

    Below is a copy of the original message:

"""
            + returned(ANN),
            sender="Mailer Daemon <MAILER-DAEMON@mx.port.example>",
            subject="Delivery status notification: error",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "James",
        mail(
            f"""
Hi. This is the James mail server at mx.port.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.  Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
{ANN}

Error message:
550 5.1.1 <{ANN}>... User Unknown
""",
            sender="postmaster@mx.port.example",
            subject="Mail delivery failed",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Smail",
        mail(
            f"""
|------------------------- Message log follows: -------------------------|
 no valid recipients were found for this message
|------------------------- Failed addresses follow: ---------------------|
 <{ANN}> ... unknown user
|------------------------- Message text follows: ------------------------|
"""
            + returned(ANN),
            sender="<MAILER-DAEMON@mx.port.example>",
            subject="mail failed, returning to sender",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "hMailServer",
        mail(
            f"""
Your message did not reach some or all of the intended recipients.

   Sent: Mon, 3 Mar 2025 10:00:00 +0000
   Subject: Call for contributions

The following recipient(s) could not be reached:

{ANN}
   Error Type: SMTP
   Remote server (192.0.2.3) issued an error.
   hMailServer sent: RCPT TO:<{ANN}>
   Remote server replied: 550 Mailbox {ANN} does not exist

hMailServer
""",
            sender="mailer-daemon@port.example",
            subject="Message undeliverable: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "MailEnable",
        mail(
            f"""
MailEnable: Message Delivery Failure.

The following recipient(s) could not be reached:

Recipient: [SMTP:{ANN}]
Reason: Remote SMTP Server Returned: 550 Requested action not taken: mailbox unavailable


Message headers follow:

"""
            + returned(ANN),
            sender="Postmaster <postmaster@port.example>",
            subject="Message Delivery Failure",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "SmarterMail",
        mail(
            f"""
Could not deliver message to the following recipient(s):

Failed Recipient: {ANN}
Reason: Remote host said: 550 5.7.1 Message rejected because of spam content


   -- The header and top 20 lines of the message follows --

"""
            + returned(ANN),
            sender='"System Administrator" <system@port.example>',
            subject="Delivery Failure",
        ),
        "bounce",
        ((ANN, "soft", "failed", "policy"),),
    ),
    Sample(
        "Kerio",
        mail(
            f"""
This is an automatically generated delivery status notification.

Your message could not be delivered to the recipient.

Recipient: {ANN}
Error: 554 5.1.1 Invalid recipient
""",
            sender="postmaster@port.example",
            subject="Delivery failed: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "XMail",
        mail(
            f"""
[<00>] XMail bounce: Rcpt=[{ANN}];Error=[550 5.1.1 User unknown]


[<01>] Error sending message [1000.2000.mx] from [port.example].

ID:        <S00001>
Mail From: <office@office.example>
Rcpt To:   <{ANN}>
Server:    <mx.harbour.example>


[<02>] The reason of the delivery failure was:

550 5.1.1 User unknown


[<05>] Here is listed the initial part of the message:

"""
            + returned(ANN),
            sender="root@port.example",
            subject="Error sending message [1000.2000.mx] from [port.example].",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "IronPort",
        mail(
            f"""
The following message to <{ANN}> was undeliverable.
The reason for the problem:
5.1.0 - Unknown address error 550-'5.1.1 <{ANN}>: Recipient address rejected: undeliverable address'
""",
            sender="Mail Delivery System <MAILER-DAEMON@mx.port.example>",
            subject="Delivery Status Notification (Failure)",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "MessageLabs",
        mail(
            f"""
This is the mail delivery agent at port.example.
I was not able to deliver your message to the following addresses.

{ANN}
Reason: 550 5.1.1 No such user
""",
            sender="MAILER-DAEMON@port.example",
            subject="Mail Delivery Failure",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "SurfControl",
        mail(
            f"""
Your message could not be sent.
A transcript of the attempts to send the message follows.
The number of attempts made: 1
Addressed To: {ANN}

Mon 3 Mar 2025 10:00:05 +0000
Failed to send to identified host,
{ANN}: [192.0.2.3], 550 ann.port... No such user

--- Message non-deliverable.
""",
            sender="MessageMarshal <postmaster@port.example>",
            subject="Message not sent: Call for contributions",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "m-FILTER",
        mail(
            f"""
office@office.example

-------server message
550 5.1.1 unknown user <{ANN}>

-------SMTP command
RCPT TO:<{ANN}>

-------original message
"""
            + returned(ANN),
            sender="Mailer Daemon <MAILER-DAEMON@port.example>",
            subject="failure notice",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "DragonFly",
        mail(
            f"""
This is the DragonFly Mail Agent v0.13 at mx.port.example.

There was an error delivering your mail to <{ANN}>.

harbour.example: Host not found

Message headers follow.

"""
            + returned(ANN),
            sender="MAILER-DAEMON <>",
            subject="Mail delivery failed",
            path=None,
        ),
        "bounce",
        ((ANN, "hard", "failed", "domain"),),
    ),
    Sample(
        "a gateway to mobile phones",
        mail(
            f"""
Message could not be delivered to mobile.
Error: No valid recipients for this MM

To: {ANN}
""",
            sender="post_master@mobile.example",
            subject="Undeliverable Message",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Zoho",
        mail(
            f"""
This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

{ANN} Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.=1 <{ANN}>... User Unknown
""",
            sender="mailer-daemon@mail.zoho.example",
            subject="Undelivered Mail Returned to Sender",
            path=None,
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Chinese provider",
        mail(
            f"""
抱歉，您的邮件被退回来了……

原邮件信息：
时间：2025-03-03 10:00:00
主题：Call for contributions
收件人：{ANN}
退信原因：
收件人邮件地址（{ANN}）不存在，邮件无法送达。
host mx.harbour.example said: 550 User not found: {ANN}
""",
            sender="Postmaster@provider.example",
            subject="系统退信",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Russian provider",
        mail(
            f"""
Это письмо создано автоматически сервером. Отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

**********************
{ANN}
    host mx.harbour.example [192.0.2.3]: 550 Message was not accepted -- invalid mailbox.
    Local mailbox {ANN} is unavailable: user not found
**********************
""",
            sender="mailer-daemon@provider.example",
            subject="Mail failure.",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Arabic server",
        mail(
            f"""
تعذر تسليم رسالتك إلى المستلمين التاليين:

{ANN}
صندوق البريد غير موجود
""",
            sender="postmaster@port.example",
            subject="تعذر التسليم: دعوة",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "German server, full",
        mail(
            f"""
Ihre Nachricht konnte nicht zugestellt werden an:

{ANN}: Das Postfach des Empfängers ist voll.
""",
            sender="postmaster@port.example",
            subject="Unzustellbar: Aufruf",
        ),
        "bounce",
        ((ANN, *FULL),),
    ),
    Sample(
        "a notice that names nobody but returns the message",
        mail(
            """
The message you sent could not be delivered: mailbox unavailable.

----- Original message follows -----
"""
            + returned(ANN),
            sender="Postmaster <postmaster@port.example>",
            subject="Delivery failure",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "not successfully delivered, in Chinese",
        mail(
            f"您的邮件未能成功投递到 {ANN}：用户不存在\n",
            sender="postmaster@port.example",
            subject="系统退信",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "a notice that names nobody at all",
        mail("The message you sent could not be delivered.\n", subject="Delivery failure"),
        "bounce",
        (("", "soft", "failed", "other"),),
    ),
)
