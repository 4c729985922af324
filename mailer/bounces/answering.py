"""Phrases of what answers by itself: absent people, filters that ask, receipts, lists and help desks."""

from __future__ import annotations

from typing import Final

from mailer.bounces.phrases import phrases_of

AUTO_SUBJECT: Final = phrases_of(
    en="""
        automatic reply; auto reply; auto-reply; autoreply; auto response; auto-response; autoresponse;
        auto responder; autoresponder; automated reply; automated response; automatic response;
        automatically generated reply; auto answer; auto-responder; out of office; out of the office;
        out-of-office; out of town; away from; on vacation; vacation; on leave; holiday; annual leave;
        maternity leave; sick leave; on mission; on travel; travelling; away until; i am away; i'm away;
        absent; absence; ooo; we have received; we received your; thank you for your;
        thank you for contacting; thanks for contacting; your request; ticket; acknowledg; message received;
        email received; no longer works; no longer with; has left; i have left; i have moved;
        change of address; new email address; new address
        """,
    fr="""
        réponse automatique; réponse automatisée; absence du bureau; en congé; absent du bureau;
        accusé de réception; absent(e); en vacances; hors du bureau; message d'absence
        """,
    es="""
        respuesta automática; respuesta automatica; fuera de la oficina; fuera de oficina; ausente;
        ausencia; vacaciones; acuse de recibo; contestación automática; autorespuesta
        """,
    ru="""
        автоматический ответ; автоответ; автоматическое; отсутств; в отпуске; отпуск; вне офиса;
        нет на месте; нет в офисе
        """,
    ar="رد تلقائي; الرد التلقائي; رد الي; خارج المكتب; في اجازة; اجازة; الرد الالي; غياب",
    zh="自动回复; 自动答复; 自動回覆; 自動回复; 外出; 休假; 不在办公室; 自动应答; 假期",
    ja="自動返信; 自動応答; 不在; 休暇",
    ko="자동 회신; 부재중",
    xx="""
        automatische antwort; abwesenheit; abwesend; nicht im büro; urlaub; automatische antwoord;
        automatisch antwoord; afwezig; risposta automatica; fuori ufficio; assente; resposta automática;
        ausência; fora do escritório; automatiskt svar; frånvaro; autosvar; automatisk svar; fravær;
        automaattinen vastaus; poissa; automatyczna odpowiedź; nieobecn; otomatik yanıt;
        automatická odpověď
        """,
)
AUTO_BODY: Final = phrases_of(
    en="""
        out of the office; out of office; away from the office; away from my; i am away; i will be away;
        i'm away; i am currently; i am on; i will be on; i'm on leave; on annual leave; on vacation;
        on leave until; automatic response; automatic reply; automatically generated reply;
        automated response; auto-reply; auto reply; autoreply; i will answer; i will reply; i will respond;
        i am travelling; i am traveling; limited access to; will be back; return to the office;
        returning to the office; upon my return; when i return; will respond to your; for urgent matters;
        in urgent cases; your message was delivered; has been received and; we have received your;
        thank you for your message; thank you for your email; no longer monitored; not monitored;
        no longer work
        """,
    fr="""
        je suis absent; je serai absent; actuellement absent; réponse automatique; en congé; à mon retour;
        en cas d'urgence; je suis en; je serai de retour; nous avons bien reçu; ne travaille plus
        """,
    es="""
        estaré fuera; estoy fuera; fuera de la oficina; estaré ausente; me encuentro; respuesta automática;
        a mi regreso; en caso de urgencia; hemos recibido su; ya no trabajo
        """,
    ru="""
        я отсутствую; буду отсутствовать; нахожусь в отпуске; я в отпуске; автоматический ответ; в отпуске;
        по срочным вопросам; ваше письмо получено; в командировке
        """,
    ar="""
        انا خارج المكتب; خارج المكتب; في اجازة; رد تلقائي; عند عودتي; للامور العاجلة; ساعود;
        تم استلام رسالتك
        """,
    zh="""
        我目前不在; 自动回复; 我正在休假; 我不在办公室; 我会尽快回复; 邮件已收到; 已收到您的; 回来后; 出差;
        休假; 正在外出
        """,
    xx="""
        ich bin nicht im; ich bin derzeit; bin ich wieder; im urlaub; sarò assente; estarei ausente;
        estou ausente; ik ben afwezig; jag är
        """,
)
CHALLENGE: Final = phrases_of(
    en="""
        please confirm your message; confirm your message; confirm that you; confirm this message;
        confirm your email; confirmation required; requires confirmation; verify your message;
        verify that you; verification required; sender verification; to be delivered please reply;
        challenge; challenge/response; prove that you are; you are human; not a robot; approved senders;
        approved sender; authorized senders; spam arrest; spamarrest; boxbe; tmda; active spam killer;
        click the link … deliver; click below … deliver; reply to this message … deliver;
        to release your message; holding your message; is being held; message is held;
        pending … confirmation; will be delivered once; will be delivered after you; earthlink spamblocker;
        whitelist request; sender confirmation; antispam uol; mailblocks; knownsender
        """,
    fr="""
        confirmez votre; confirmer votre message; vérification de l'expéditeur; demande de confirmation
        """,
    es="confirme su mensaje; confirmar su mensaje; solicitud de confirmación",
    ru="подтвердите; подтверждение отправителя",
    ar="اكد رسالتك; تاكيد المرسل; تاكيد رسالتك",
    zh="确认您的邮件; 请确认; 发件人验证",
    xx="bestätigen sie; confirme sua mensagem; confermi il suo",
)
RECEIPT_SUBJECT: Final = phrases_of(
    en="read; read receipt; return receipt; not read; deleted; delivery receipt",
    fr="lu; lu(e); non lu; accusé de lecture",
    es="leído; no leído; confirmación de lectura",
    ru="прочитано; прочтено; не прочтено; не прочитано",
    ar="تمت القراءة; مقروءة",
    zh="已读; 已讀; 开封",
    ja="開封; 開封済み",
    ko="읽음",
    xx="""
        gelesen; ungelesen; lido; não lido; letto; non letto; gelezen; przeczytane; lesebestätigung
        """,
)
"""That a message was read, or deleted unread."""
LIST_SUBJECT: Final = phrases_of(
    en="""
        awaits moderator approval; awaiting moderation; held for moderation; moderation request;
        post by non-member to; your subscription; subscription confirmation; email command;
        mail command; majordomo; list command; welcome to the; newsletter; digest vol; unsubscribe;
        request received; support request
        """,
    fr="en attente de modération",
    es="pendiente de moderación",
    ru="заявка принята",
    zh="工单",
)
TICKET_SUBJECT: Final = phrases_of(en="ticket; incident; case created; case opened; service desk")
"""Of help desks, which put the subject of what they got behind it."""
HELD: Final = phrases_of(
    en="""
        held for review; held for approval; held for moderation; held for a short; held for verification;
        is held for; is being held; placed on hold for; awaiting review; awaiting approval; awaits approval;
        pending review; pending approval; will be released; will be delivered within; has been accepted and;
        is being verified; under review
        """,
    fr="mis en attente; retenu pour; en attente de validation; en attente d'approbation; sera libéré",
    es="""
        retenido para; en espera de aprobación; pendiente de aprobación; pendiente de revisión;
        será liberado
        """,
    ru="задержано для проверки; ожидает проверки; ожидает одобрения; находится на проверке",
    ar="قيد المراجعة; في انتظار الموافقة; بانتظار الموافقة",
    zh="等待审核; 等待审批; 待审核; 正在审核; 等待批准",
    xx="""
        zur prüfung; zurückgehalten; wartet auf freigabe; wartet auf genehmigung; aguardando aprovação;
        in attesa di
        """,
)
SURELY_HELD: Final = phrases_of(
    en="""
        to the moderator; moderator will; moderator of the list; list moderator; until the moderator;
        will be released when; will be released once; will be released after; until it is released;
        until it is approved; until the recipient approves
        """,
    fr="au modérateur; le modérateur; sera libéré dès; jusqu'à son approbation",
    es="al moderador; el moderador; será liberado cuando; hasta que se apruebe",
    ru="модератору; модератор; будет отправлено после проверки",
    ar="الي المشرف; موافقة المشرف",
    zh="管理员审核后; 审核通过后; 版主",
    xx="dem moderator; der moderator; wird freigegeben, sobald; ao moderador; al moderatore",
)
"""Words that hold also where a reason is given, as filters and lists do."""
OWN_MAILBOX: Final = phrases_of(
    en="your mailbox; your inbox; your mail account; your email account; your storage; your quota",
    fr="votre boîte; votre quota; votre messagerie; votre compte",
    es="su buzón; su cuota; su cuenta; tu buzón",
    ru="ваш ящик; ваш почтовый ящик; вашего ящика; вашего почтового ящика; ваша квота",
    ar="صندوق بريدك; صندوق بريدكم; بريدك الالكتروني",
    zh="您的邮箱; 你的邮箱; 您的邮件帐户; 您的信箱",
    xx="ihr postfach; ihres postfachs; ihr postfachspeicher; sua caixa; la tua casella; uw postvak",
)
"""Words of a warning to the one who reads it."""
