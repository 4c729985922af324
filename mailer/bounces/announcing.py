"""Phrases by which servers announce that something was not delivered, is late, or is none of that."""

from __future__ import annotations

from typing import Final

from mailer.bounces.phrases import Phrases

FAILED_SUBJECT: Final = Phrases(
    """
    undeliver; undelivered; loop alert; delivery status notification; delivery notification;
    delivery failure; delivery failed; delivery error; delivery problem; delivery report;
    delivery has failed; delivery unsuccessful; delivery subsystem; failed delivery; failed mail;
    failed to deliver; failure to deliver; mail failure; mail failed; message failure; failure notice;
    failure delivery; failure notification; failure report; failure; non-delivery; nondelivery;
    non delivery; not delivered; not be delivered; could not deliver; could not be delivered;
    unable to deliver; cannot deliver; can't deliver; couldn't be delivered; returned mail;
    returned to sender; returned email; return to sender; returning message; returned message;
    mail returned; message returned; rejected mail; message rejected; mail rejected; rejected message;
    bounce; bounced; mail error; email error; error sending; error in; mail delivery; message delivery;
    email delivery; mail system error; message status; user unknown; unknown user; unknown address;
    invalid recipient; invalid address; address not found; address error; no such user; mailbox full;
    mailbox is full; over quota; returned; warning could not send; problem delivering; permanent fatal; ndn;
    ndr; dsn; postmaster notify; mta-blocked; blocked; fatal delivery; unzustellbar; nicht zustellbar;
    konnte nicht zugestellt; zustellung; rückläufer; fehlgeschlagen; non remis; non distribu; non délivr;
    échec de la remise; échec de remise; échec de livraison; échec; n'a pas pu être; impossible de remettre;
    retour à l'expéditeur; erreur de distribution; rapport de non-remise; notification d'état de remise;
    no entregado; no se pudo entregar; no se puede entregar; no se ha podido entregar; no se entregó;
    no entregable; error de entrega; fallo de entrega; fallo en la entrega; entrega fallida;
    imposible entregar; devuelto; notificación de estado de entrega; error al entregar; correo devuelto;
    notificación de error; не доставлен; недоставлен; не доставлено; недоставка; не удалось доставить;
    невозможно доставить; не может быть доставлен; ошибка доставки; сбой доставки; возврат письма;
    возвращен; уведомление о доставке; отчет о недоставке; не было доставлено; состоянии доставки;
    لم يتم التسليم; تعذر التسليم; تعذر تسليم; لم يتم تسليم; فشل التسليم; فشل تسليم; فشل في التسليم;
    غير قابل للتسليم; فشل ارسال; تعذر ارسال; اشعار حالة التسليم; لم تصل; فشل الارسال; 退信; 无法投递;
    投递失败; 无法送达; 发送失败; 未送达; 未能送达; 无法传递; 传递失败; 传送失败; 無法傳遞; 系统退信; 退回;
    传递状态通知; 未传递; 無法投遞; 投递状态; 邮件被退回; 配信不能; 配信できません; 送信できません; エラー;
    配信エラー; 配信状況; 不達; 返送; 送信不能; 届け; 配信に失敗; 配送; não entregue;
    não foi possível entregar; falha na entrega; devolvida; non recapitabile; mancato recapito;
    mancata consegna; impossibile recapitare; consegna non riuscita; notifica di mancato; onbestelbaar;
    niet bezorgd; olevererbart; kan inte leveras; kunne ikke leveres; uleverelig; kan ikke leveres;
    nie dostarczono; niedostarczon; niedoręcz; teslim edilemedi; iletilemedi; doručit; nedoručiteln;
    kézbesíthetetlen; toimittaminen; 배달; 반송
"""
)
FAILED_BODY: Final = Phrases(
    """
    duplicated message-id; could not be delivered; couldn't be delivered; cannot be delivered;
    can not be delivered; can't be delivered; was not delivered; were not delivered; wasn't delivered;
    not be delivered; has not been delivered; have not been delivered; could not deliver; couldn't deliver;
    cannot deliver; can't deliver; unable to deliver; not able to deliver; wasn't able to deliver;
    was unable to deliver; failed to deliver; undeliverable; undelivered; not deliverable;
    could not be sent; couldn't be sent; could not be forwarded; unable to be delivered;
    delivery to the following; delivery has failed; delivery failed; delivery failure; delivery error;
    delivery of … failed; delivery to … failed; deliver your message; delivering your mail;
    delivering your message; error delivering; problem delivering; failed permanently;
    permanent fatal error; permanent failure; permanent error; fatal error; fatal delivery;
    had delivery errors; did not reach; not reach the following; didn't reach; failed recipient;
    failed address; address failed; addresses failed; following address; following recipient;
    recipients could not; recipient could not; rejected by the recipient; rejected by the following;
    was rejected; has been rejected; were rejected; has bounced; bounced; bounce message; being returned;
    was returned; been returned; returned to you; is returned; returned undelivered;
    returned as undeliverable; non-delivery; nondelivery; delivery status notification; delivery attempt;
    attempt to deliver; attempting to deliver; not been successful; was not relayed; not relayed;
    not accepted for delivery; error occurred while; error while; following error; transcript of session;
    this is the mail system at host; this is the postfix program; qmail-send; mail delivery software;
    mailer-daemon; has encountered; a message that you sent; message that you sent; the message you sent;
    your message to; your mail to; could not send; cannot send; unable to send; unknown user; user unknown;
    no such user; not listed in; status notification; returning message; not found; mailbox is full;
    mailbox full; quota; n'a pas pu être remis; n'a pas pu être distribué; n'a pas pu être délivré;
    n'a pu être remis; n'a pas pu être envoyé; n'a pas été remis; n'a pas été délivré;
    n'a pas été distribué; n'est pas parvenu; échec de la remise; échec de remise; impossible de remettre;
    impossible de livrer; impossible de distribuer; impossible de délivrer; destinataires suivants;
    destinataire suivant; non remis; non délivré; non distribué; adresse suivante; adresses suivantes;
    n'a pu être délivré; rejeté par; no se pudo entregar; no se puede entregar; no se ha podido entregar;
    no pudo ser entregado; no puede ser entregado; no ha podido ser entregado; no ha podido entregarse;
    no se entregó; no ha sido entregado; no fue entregado; error al entregar; error de entrega;
    error en la entrega; entrega fallida; imposible entregar; destinatarios siguientes;
    siguientes destinatarios; siguiente destinatario; no se pudo enviar; fue rechazado; ha sido rechazado;
    no llegó; no ha llegado; siguiente dirección; siguientes direcciones; fallo de entrega;
    fallo en la entrega; не может быть доставлен; не доставлен; не было доставлен; не был доставлен;
    не была доставлен; не удалось доставить; невозможно доставить; не могло быть доставлено; не удалась;
    доставить сообщение; доставить письмо; ошибка доставки; следующим получателям; следующему получателю;
    следующим адресатам; следующим адресам; следующему адресу; возвращено; отклонено; не удалось отправить;
    недоставлен; сбой доставки; не достигло; تعذر تسليم; لم يتم تسليم; تعذر التسليم; فشل تسليم; فشل التسليم;
    فشل في تسليم; لم يتم التسليم; لا يمكن تسليم; لم نتمكن من تسليم; لم تصل رسالتك; المستلمين التاليين;
    المستلم التالي; تعذر ارسال; تم رفض; تعذر توصيل; لم يتمكن; الي العنوان التالي; لم تسلم; 无法投递;
    未能投递; 无法送达; 未能送达; 投递失败; 无法传递; 传递失败; 发送失败; 未送达; 无法发送; 退回; 退信;
    被拒; 以下收件人; 下列收件人; 未传递; 無法傳遞; 無法送達; 没有送达; 未能成功; 不能投递; 未成功;
    没有到达; 无法到达; 未能到达; 传送失败; 無法投遞; 配信できません; 配信に失敗; 送信できません;
    届けることができません; お届けできません; 配送できません; 配信不能; 送信に失敗; お送りいただいた;
    届きません; エラー; 連絡しようとした; konnte nicht zugestellt; nicht zugestellt;
    zustellung … fehlgeschlagen; unzustellbar; nicht zustellen; konnte nicht an; folgenden empfänger;
    folgende empfänger; konnten nicht erreicht; não pôde ser entregue; não foi possível entregar;
    não foi entregue; falha na entrega; seguintes destinatários; non è stato possibile;
    non è stato recapitato; impossibile recapitare; seguenti destinatari; mancato recapito; kon niet worden;
    niet worden afgeleverd; niet bezorgd; gick inte att leverera; kunne ikke leveres; kan ikke leveres;
    nie została dostarczona; nie można dostarczyć; teslim edilemedi; iletilemedi; nelze doručit;
    nem kézbesíthető; ei voitu toimittaa; 전달하지 못; 배달할 수 없
"""
)
LATE: Final = Phrases(
    """
    delayed; delay; warning could not send; warning message; this is a warning; still being retried;
    still trying; will keep trying; will continue to try; will continue trying; will be retried;
    continue to attempt; will be attempted; will try again; will retry; keep retrying; further attempts;
    being retried; retried for; not yet been delivered; not yet delivered; has not yet been;
    have not yet been; still undelivered; still in the queue; you do not need to resend;
    you do not have to resend; no need to resend; do not resend; need not resend;
    delivery attempts will continue; deferred for; temporarily undeliverable; transient failure;
    temporary failure … will; retardé; retard de; différé; pas encore pu; pas encore été;
    nouvelle tentative; n'avez pas besoin de renvoyer; continuera; inutile de renvoyer; retrasado;
    retrasada; retraso; demorado; demorada; demora; todavía no; aún no; no es necesario que reenvíe;
    no necesita volver; seguirá intentando; se seguirá; nuevo intento; no hace falta que; задержан;
    задержка; задерживается; пока не; еще не; попытки будут продолжены; попытки доставки будут;
    не нужно отправлять; не требуется повторн; отложен; повторные попытки; продолжит; будет продолжать;
    تاخر; تاخير; متاخرة; لا حاجة الي اعادة; لا تحتاج الي اعادة; سيستمر; ستستمر; لا داعي لاعادة;
    لم يتم تسليمها بعد; بعد حتي الان; ستتم المحاولة; ستتم اعادة المحاولة; سنواصل; 延迟; 延误; 尚未;
    仍在尝试; 将继续; 继续尝试; 无需重新发送; 不需要重新发送; 无须重新; 暂时未能; 延遲; 无需重发;
    将再次尝试; 不必重新发送; 遅延; 遅れ; 再送; 再試行; verzögert; verzögerung; noch nicht zugestellt;
    weiterhin versucht; atraso; atrasada; ritardo; ritardata; vertraagd; vertraging; fördröj; forsinket;
    opóźnion; gecikti; gecikme
"""
)
SURELY_LATE: Final = Phrases(
    """
    not yet been delivered; not yet delivered; has not yet been; have not yet been; still being retried;
    delivery attempts will continue; you do not need to resend; you do not have to resend;
    do not need to resend; will keep trying; warning could not send; warning message only; warning only;
    this is a warning; being retried; will be retried for; n'avez pas besoin de renvoyer;
    no es necesario que reenvíe; попытки доставки будут продолжены; لا حاجة الي اعادة; 无需重新发送;
    status notification delay; delayed mail; still undelivered
"""
)
"""Words that a notice of a failure does not use."""
GIVEN_UP: Final = Phrases(
    """
    given up; giving up; gave up; stopped trying; no further attempts; no more attempts;
    will not be retried; will not retry; not try again; no longer be attempted; permanent;
    failed permanently; has expired; was not delivered; being returned; has failed; delivery failed;
    fatal error; abandonné; définitivement; no se volverá a intentar; definitiv; прекращены; окончательно;
    прекратил; تم ايقاف; نهائيا; 放弃; 永久; 停止尝试; 不再
"""
)
AUTO_SUBJECT: Final = Phrases(
    """
    automatic reply; auto reply; auto-reply; autoreply; auto response; auto-response; autoresponse;
    auto responder; autoresponder; automated reply; automated response; automatic response;
    automatically generated reply; auto answer; auto-responder; out of office; out of the office;
    out-of-office; out of town; away from; on vacation; vacation; on leave; holiday; annual leave;
    maternity leave; sick leave; on mission; on travel; travelling; away until; i am away; i'm away; absent;
    absence; ooo; we have received; we received your; thank you for your; thank you for contacting;
    thanks for contacting; your request; ticket; acknowledg; message received; email received;
    no longer works; no longer with; has left; i have left; i have moved; change of address;
    new email address; new address; réponse automatique; réponse automatisée; absence du bureau; en congé;
    absent du bureau; accusé de réception; absent(e); en vacances; hors du bureau; message d'absence;
    respuesta automática; respuesta automatica; fuera de la oficina; fuera de oficina; ausente; ausencia;
    vacaciones; acuse de recibo; contestación automática; autorespuesta; автоматический ответ; автоответ;
    автоматическое; отсутств; в отпуске; отпуск; вне офиса; нет на месте; нет в офисе; رد تلقائي;
    الرد التلقائي; رد الي; خارج المكتب; في اجازة; اجازة; الرد الالي; غياب; 自动回复; 自动答复; 自動回覆;
    自動回复; 外出; 休假; 不在办公室; 自动应答; 假期; 自動返信; 自動応答; 不在; 休暇; automatische antwort;
    abwesenheit; abwesend; nicht im büro; urlaub; automatische antwoord; automatisch antwoord; afwezig;
    risposta automatica; fuori ufficio; assente; resposta automática; ausência; fora do escritório;
    automatiskt svar; frånvaro; autosvar; automatisk svar; fravær; automaattinen vastaus; poissa;
    automatyczna odpowiedź; nieobecn; otomatik yanıt; automatická odpověď; 자동 회신; 부재중
"""
)
AUTO_BODY: Final = Phrases(
    """
    out of the office; out of office; away from the office; away from my; i am away; i will be away;
    i'm away; i am currently; i am on; i will be on; i'm on leave; on annual leave; on vacation;
    on leave until; automatic response; automatic reply; automatically generated reply; automated response;
    auto-reply; auto reply; autoreply; i will answer; i will reply; i will respond; i am travelling;
    i am traveling; limited access to; will be back; return to the office; returning to the office;
    upon my return; when i return; will respond to your; for urgent matters; in urgent cases;
    your message was delivered; has been received and; we have received your; thank you for your message;
    thank you for your email; no longer monitored; not monitored; no longer work; je suis absent;
    je serai absent; actuellement absent; réponse automatique; en congé; à mon retour; en cas d'urgence;
    je suis en; je serai de retour; nous avons bien reçu; ne travaille plus; estaré fuera; estoy fuera;
    fuera de la oficina; estaré ausente; me encuentro; respuesta automática; a mi regreso;
    en caso de urgencia; hemos recibido su; ya no trabajo; я отсутствую; буду отсутствовать;
    нахожусь в отпуске; я в отпуске; автоматический ответ; в отпуске; по срочным вопросам;
    ваше письмо получено; в командировке; انا خارج المكتب; خارج المكتب; في اجازة; رد تلقائي; عند عودتي;
    للامور العاجلة; ساعود; تم استلام رسالتك; 我目前不在; 自动回复; 我正在休假; 我不在办公室; 我会尽快回复;
    邮件已收到; 已收到您的; 回来后; 出差; 休假; 正在外出; ich bin nicht im; ich bin derzeit; bin ich wieder;
    im urlaub; sarò assente; estarei ausente; estou ausente; ik ben afwezig; jag är
"""
)
CHALLENGE: Final = Phrases(
    """
    please confirm your message; confirm your message; confirm that you; confirm this message;
    confirm your email; confirmation required; requires confirmation; verify your message; verify that you;
    verification required; sender verification; to be delivered please reply; challenge; challenge/response;
    prove that you are; you are human; not a robot; approved senders; approved sender; authorized senders;
    spam arrest; spamarrest; boxbe; tmda; active spam killer; click the link … deliver;
    click below … deliver; reply to this message … deliver; to release your message; holding your message;
    is being held; message is held; pending … confirmation; will be delivered once;
    will be delivered after you; earthlink spamblocker; whitelist request; sender confirmation;
    antispam uol; mailblocks; knownsender; confirmez votre; confirmer votre message;
    vérification de l'expéditeur; demande de confirmation; confirme su mensaje; confirmar su mensaje;
    solicitud de confirmación; подтвердите; подтверждение отправителя; اكد رسالتك; تاكيد المرسل;
    تاكيد رسالتك; 确认您的邮件; 请确认; 发件人验证; bestätigen sie; confirme sua mensagem; confermi il suo
"""
)
RECEIPT_SUBJECT: Final = Phrases(
    """
    read; read receipt; return receipt; not read; deleted; delivered; delivery receipt; relayed; lu; lu(e);
    accusé de lecture; leído; confirmación de lectura; прочитано; прочтено; تمت القراءة; مقروءة; 已读; 已讀;
    gelesen; lido; letto; lesebestätigung; 开封; 開封
"""
)
LIST_SUBJECT: Final = Phrases(
    """
    awaits moderator approval; awaiting moderation; held for moderation; moderation request;
    post by non-member to; your subscription; subscription confirmation; welcome to the; newsletter;
    digest vol; unsubscribe; request received; ticket id; support request; your ticket; new ticket;
    en attente de modération; pendiente de moderación; заявка принята; 工单
    """
)
DELIVERED: Final = Phrases(
    """
    successfully delivered; successfully relayed; successful mail delivery; successful delivery;
    delivered successfully; has been successfully; was successfully; delivery confirmation;
    relayed successfully; was delivered to; has been delivered to; were delivered to;
    delivery to these recipients or groups is complete; remis avec succès; a été remis; a bien été remis;
    entregado correctamente; se ha entregado; успешно доставлено; доставлено успешно; تم التسليم بنجاح;
    成功投递; 已成功送达; erfolgreich zugestellt
    """
)
NOT_DELIVERED: Final = Phrases(
    "not delivered; not be delivered; undeliver; unsuccessful; failed; failure; pas été remis; не доставлено"
)
