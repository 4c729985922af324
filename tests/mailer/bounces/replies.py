"""Replies as servers give them, by what they mean: hosts, names and addresses are invented."""

from __future__ import annotations

REPLIES: dict[str, str] = {
    "address": """
550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in local recipient table
550 5.1.1 <a@b.example>... User unknown
550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address
550 5.1.1 User unknown; rejecting
550 No such user (a@b.example)
550 #5.1.0 Address rejected.
550 5.1.0 Address rejected a@b.example
550 Invalid recipient a@b.example (#5.1.1)
550 Requested action not taken: mailbox unavailable (-1234567:890:-2147467259)
550 5.5.0 Requested action not taken: mailbox unavailable
553 5.3.0 <a@b.example>... Addressee unknown, relay=[192.0.2.9]
554 delivery error: dd This user doesn't have a b.example account (a@b.example) [-9]
550 5.2.1 <a@b.example>... No such user here
511 sorry, no mailbox here by that name (#5.1.1 - chkuser)
550 unknown user a@b.example
550 a@b.example... No such user
554 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found
550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [AM0EUR02FT003.eop.b.example]
550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@b.example not found by SMTP address lookup
550 5.1.1 sid=x MXIN501 MXIN501 Recipient unknown
550 Unknown Recipient
550 <a@b.example> Unknown user account
550 sorry, no valid recipients (#5.1.3)
553 sorry, this recipient is not in my validrcptto list (#5.7.1)
550 mailbox not found
550 Mailbox does not exist!
550 User not found: a@b.example
550 RCPT TO:<a@b.example> User unknown
554 5.0.0 Unknown user
550 5.1.1 unknown or illegal alias: a@b.example
550 5.1.1 No such account
554 qmail-dk: no such user
550 cuda_nsu User unknown
550 Account not available
550 5.7.1 No such recipient
550 5.1.1 Bad destination mailbox address
551 5.1.1 Account not found
550 Invalid mailbox: a
553 Invalid recipient a@b.example (Mode: normal)
550 Recipient not found
550 5.1.1 Recipient not found. <http://b.example/why>
550 5.1.6 recipient no longer on server: a@b.example
550 5.1.1 <a@b.example> is not a valid mailbox
550 User is unknown {mp010}
550 a@b.example is not a known user on this system
554 5.7.1 <a@b.example>: Recipient address rejected: undeliverable address: host mx.b.example[192.0.2.4] said: 550 no mailbox by that name
550 5.1.1 <a@b.example>: Email address could not be found, or was misspelled (G8)
550 This recipient e-mail address was not found in our system
550 unrouteable address
The following recipients are unknown: a@b.example
The recipient's e-mail address was not found in the recipient's e-mail system.
The recipient name is not recognized
User a (a@b.example) not listed in public Name & Address Book
The email address you entered couldn't be found.
550 Adresse d au moins un destinataire invalide
550 5.1.1 Boite aux lettres inexistante : destinataire inconnu
5.1.0 - Unknown address error 550-'5.1.1 <a@b.example>: user unknown'
552 1 Requested mail action aborted, mailbox not found
550 El destinatario no existe
550 Получатель не найден
550 收件人不存在
لا يوجد مستخدم بهذا العنوان
""",
    "domain": """
550 Host unknown
550 5.1.2 <a@b.example>... Host unknown (Name server: b.example: host not found)
554 5.4.4 Unable to look up host: Host or domain name not found. Name service error for name=b.example type=A: Host not found
Sorry, I couldn't find any host named b.example. (#5.1.2)
550 5.4.310 DNS domain b.example does not exist [Message=InfoDomainNonexistent]
553 5.1.2 Unknown domain
The domain you are trying to contact does not exist: no such domain
DNS Error: Domain name not found
all relevant MX records point to non-existent hosts
550 5.1.10 Domain b.example does not accept mail (nullMX)
556 5.1.10 Recipient address has null MX
an MX or SRV record indicated no SMTP service
no IP address found for host b.example
unrouteable mail domain "b.example"
Domain b.example not found in DNS
550 5.4.4 [internal] Invalid domain
""",
    "full": """
552 5.2.2 <a@b.example>... Mailbox full
552 Boite du destinataire pleine
El buzón del destinatario está lleno
Почтовый ящик получателя переполнен
552-5.2.2 The email account that you tried to reach is over quota.
452-4.2.2 The recipient's inbox is out of storage space.
552 5.1.1 Mailbox delivery failure policy error, over quota
550 5.1.1 user is over quota
552 Message rejected: user exceeds quota
550 mailbox is full (MTA-imposed quota exceeded while writing to file)
554 5.2.2 mailbox full; STOREDRV.Deliver; mailbox full
550 <a@b.example>, user's mailbox is full
552 sorry, that recipient's mailbox is full (#5.2.2)
Not enough storage space for a@b.example
552 Requested mail action aborted: exceeded storage allocation
user over quota; cannot receive new mail
Account has exceeded the quota
550 5.2.2 Over quota
The recipient's mailbox is full and can't accept messages now.
452 4.2.2 Mailbox size limit exceeded for a@b.example
""",
    "size": """
552 5.3.4 Message size exceeds fixed maximum message size
552 5.2.3 Message size exceeds fixed maximum message size (20480000)
Message exceeds size limit of recipient
554 5.3.4 Message too big for system
550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient
552 sorry, that message size exceeds my databytes limit (#5.3.4)
552 5.3.4 Error: message file too big
534 5.3.4 Message header size, or recipient list, exceeds policy limit
554 5.7.1 The message's size exceeds the maximum allowed
The message was too large
""",
    "inactive": """
550 5.2.1 The email account that you tried to reach is disabled.
550 5.2.1 The email account that you tried to reach is inactive.
554 delivery error: dd Sorry your message to a@b.example cannot be delivered. This account has been disabled or discontinued [#102].
550 5.2.1 Mailbox unavailable due to inactivity: account is suspended
525 5.7.13 User account disabled
550 account expired
550 5.1.1 Account suspended
550 <a@b.example> Mailbox is inactive
550 mailbox temporarily disabled: a@b.example
550 User suspended
550 5.2.1 Mailbox disabled, not accepting messages
The account is locked
""",
    "policy": """
554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.b.example
550 5.7.1 Message rejected as spam by Content Filtering.
550 5.7.1 Unable to relay for a@b.example
554 5.7.1 <a@b.example>: Relay access denied
550 5.7.1 SPF MAIL FROM check failed
550-5.7.26 This message does not pass authentication checks (SPF and DKIM both do not pass)
550 5.7.1 Unauthenticated email from office.example is not accepted due to domain's DMARC policy
550 5.7.25 The IP address sending this message does not have a PTR record setup
553 5.1.8 <office@office.example>... Domain of sender address office@office.example does not exist
550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized
550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy
550 5.7.1 RESOLVER.RST.AuthRequired; authentication required
550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed
550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.
550 5.7.606 Access denied, banned sending IP [192.0.2.1]
554 5.7.1 <office@office.example>: Sender address rejected: Access denied
550 Sender verify failed
550 5.1.0 sender rejected : message not accepted
554 5.7.1 Message contains a virus
550 Administrative prohibition
550 5.7.1 This message has been blocked for policy reasons
554 Message refused by policy
550 SC-001 (BAY004) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet service provider since part of their network is on our block list
550 OU-002 Mail rejected for policy reasons
554 5.7.0 Reject, id=04052-09 - SPAM
554 Transaction failed: banned attachment
550 Rule imposed mailbox access for a@b.example refused: user invalid
451 4.7.1 Client host rejected: cannot find your reverse hostname
554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or visit b.example for more information): your IP has a bad reputation
550 5.7.1 You are not allowed to send to this recipient
550 5.6.0 Lone CR or LF in headers
554 5.6.0 Message is not RFC 5322 compliant
550 High probability of spam
5.1.0 - Unknown address error 550-'5.7.1 <office@office.example>... Access denied'
550 Insecure Mail Relay
554 Service refuse. Votre message a ete rejete
421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints
550 domain mismatches client ip 192.0.2.1
""",
    "transport": """
450 4.7.1 <a@b.example>: Recipient address rejected: Greylisted
451 4.7.1 Greylisting in action, please come back later
421 4.7.0 Try again later, closing connection
452 4.5.3 Too many recipients
550 5.4.6 Hop count exceeded - possible mail loop
554 5.4.6 Too many hops
554 5.4.14 Hop count exceeded - possible mail loop ATTR34
connect to mx.b.example[192.0.2.5]:25: Connection timed out
connect to b.example[192.0.2.5]:25: Connection refused
conversation with mx.b.example[192.0.2.5] timed out while sending message body
lost connection with mx.b.example[192.0.2.5] while sending RCPT TO
delivery temporarily suspended: connect to mx.b.example[192.0.2.5]:25: No route to host
554 5.4.7 Delivery expired (message too old)
550 4.4.7 QUEUE.Expired; message expired
mail for b.example loops back to myself
421 4.3.2 All server ports are busy
421 Too many concurrent SMTP connections
450-4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.
550 5.4.5 Daily user sending quota exceeded... limit on the number of recipients per day
Host or domain name not found. Name service error for name=b.example type=MX: Host not found, try again
Message could not be delivered for 5 days
Delivery has been delayed: server did not respond
421 Trop de connexions, veuillez verifier votre configuration. Too many connections
all hosts for b.example have been failing for a long time
554 5.4.6 Routing loop detected -- too many Received: headers
""",
    "other": """
451 4.3.0 Temporary lookup failure in mail system config
452 4.3.1 Insufficient system storage
554 5.3.0 Internal system error
550 5.3.5 Local configuration error
Command died with status 127: "/usr/bin/deliver"
503 5.5.1 Bad sequence of commands
501 5.5.4 Syntax error in parameters
""",
}
"""By reason; `other` may be any reason that is not hard."""
