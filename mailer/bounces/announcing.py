"""Phrases by which servers announce that something was not delivered, is late, or has arrived."""

from __future__ import annotations

from typing import Final

from mailer.bounces.phrases import phrases_of, split

FAILED_SUBJECT: Final = phrases_of(
    en="""
        undeliver; undelivered; loop alert; are not member; not a member; delivery status notification;
        delivery notification; delivery failure; delivery failed; delivery error; delivery problem;
        delivery report; delivery has failed; delivery unsuccessful; delivery subsystem; failed delivery;
        failed mail; failed to deliver; failure to deliver; mail failure; mail failed; message failure;
        failure notice; failure delivery; failure notification; failure report; failure; non-delivery;
        nondelivery; non delivery; not delivered; not be delivered; could not deliver;
        could not be delivered; unable to deliver; cannot deliver; can't deliver; couldn't be delivered;
        returned mail; returned to sender; returned email; return to sender; returning message;
        returned message; mail returned; message returned; rejected mail; message rejected; mail rejected;
        rejected message; bounce; bounced; mail error; email error; error sending; error in; mail delivery;
        message delivery; email delivery; mail system error; message status; user unknown; unknown user;
        unknown address; invalid recipient; invalid address; address not found; address error; no such user;
        mailbox full; mailbox is full; over quota; returned; warning could not send; problem delivering;
        permanent fatal; ndn; ndr; dsn; postmaster notify; mta-blocked; blocked; fatal delivery
        """,
    fr="""
        non remis; non distribu; non délivr; échec de la remise; échec de remise; échec de livraison; échec;
        n'a pas pu être; impossible de remettre; retour à l'expéditeur; erreur de distribution;
        rapport de non-remise; notification d'état de remise
        """,
    es="""
        no entregado; no se pudo entregar; no se puede entregar; no se ha podido entregar; no se entregó;
        no entregable; error de entrega; fallo de entrega; fallo en la entrega; entrega fallida;
        imposible entregar; devuelto; notificación de estado de entrega; error al entregar; correo devuelto;
        notificación de error
        """,
    ru="""
        не доставлен; недоставлен; не доставлено; недоставка; не удалось доставить; невозможно доставить;
        не может быть доставлен; ошибка доставки; сбой доставки; возврат письма; возвращен;
        уведомление о доставке; отчет о недоставке; не было доставлено; состоянии доставки
        """,
    ar="""
        لم يتم التسليم; تعذر التسليم; تعذر تسليم; لم يتم تسليم; فشل التسليم; فشل تسليم; فشل في التسليم;
        غير قابل للتسليم; فشل ارسال; تعذر ارسال; اشعار حالة التسليم; لم تصل; فشل الارسال
        """,
    zh="""
        退信; 无法投递; 投递失败; 无法送达; 发送失败; 未送达; 未能送达; 无法传递; 传递失败; 传送失败;
        無法傳遞; 系统退信; 退回; 传递状态通知; 未传递; 無法投遞; 投递状态; 邮件被退回
        """,
    ja="""
        配信不能; 配信できません; 送信できません; エラー; 配信エラー; 配信状況; 不達; 返送; 送信不能; 届け;
        配信に失敗; 配送
        """,
    ko="배달; 반송",
    xx="""
        unzustellbar; nicht zustellbar; konnte nicht zugestellt; zustellung; rückläufer; fehlgeschlagen;
        não entregue; não foi possível entregar; falha na entrega; devolvida; non recapitabile;
        mancato recapito; mancata consegna; impossibile recapitare; consegna non riuscita;
        notifica di mancato; onbestelbaar; niet bezorgd; olevererbart; kan inte leveras;
        kunne ikke leveres; uleverelig; kan ikke leveres; nie dostarczono; niedostarczon; niedoręcz;
        teslim edilemedi; iletilemedi; doručit; nedoručiteln; kézbesíthetetlen; toimittaminen; respint;
        rifiutat; geweigerd; teruggestuurd; odrzucon; avvisad; afvist; zurückgewiesen; abgewiesen;
        rejeitad; recusad
        """,
)
FAILED_BODY: Final = phrases_of(
    en="""
        duplicated message-id; you are not a member; you are not member; not a valid user;
        could not be delivered; couldn't be delivered; cannot be delivered; can not be delivered;
        can't be delivered; was not delivered; were not delivered; wasn't delivered; not be delivered;
        has not been delivered; have not been delivered; could not deliver; couldn't deliver;
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
        was rejected; has been rejected; were rejected; has bounced; bounced; bounce message;
        being returned; was returned; been returned; returned to you; is returned; returned undelivered;
        returned as undeliverable; non-delivery; nondelivery; delivery status notification;
        delivery attempt; attempt to deliver; attempting to deliver; not been successful; was not relayed;
        not relayed; not accepted for delivery; error occurred while; error while; following error;
        transcript of session; this is the mail system at host; this is the postfix program; qmail-send;
        mail delivery software; mailer-daemon; has encountered; a message that you sent;
        message that you sent; the message you sent; your message to; your mail to; could not send;
        cannot send; unable to send; unknown user; user unknown; no such user; not listed in;
        status notification; returning message; not found; mailbox is full; mailbox full; quota
        """,
    fr="""
        n'a pas pu être remis; n'a pas pu être distribué; n'a pas pu être délivré; n'a pu être remis;
        n'a pas pu être envoyé; n'a pas été remis; n'a pas été délivré; n'a pas été distribué;
        n'est pas parvenu; échec de la remise; échec de remise; impossible de remettre;
        impossible de livrer; impossible de distribuer; impossible de délivrer; destinataires suivants;
        destinataire suivant; non remis; non délivré; non distribué; adresse suivante; adresses suivantes;
        n'a pu être délivré; rejeté par
        """,
    es="""
        no se pudo entregar; no se puede entregar; no se ha podido entregar; no pudo ser entregado;
        no puede ser entregado; no ha podido ser entregado; no ha podido entregarse; no se entregó;
        no ha sido entregado; no fue entregado; error al entregar; error de entrega; error en la entrega;
        entrega fallida; imposible entregar; destinatarios siguientes; siguientes destinatarios;
        siguiente destinatario; no se pudo enviar; fue rechazado; ha sido rechazado; no llegó;
        no ha llegado; siguiente dirección; siguientes direcciones; fallo de entrega; fallo en la entrega
        """,
    ru="""
        не может быть доставлен; не доставлен; не было доставлен; не был доставлен; не была доставлен;
        не удалось доставить; невозможно доставить; не могло быть доставлено; не удалась;
        доставить сообщение; доставить письмо; ошибка доставки; следующим получателям;
        следующему получателю; следующим адресатам; следующим адресам; следующему адресу; возвращено;
        отклонено; не удалось отправить; недоставлен; сбой доставки; не достигло
        """,
    ar="""
        تعذر تسليم; لم يتم تسليم; تعذر التسليم; فشل تسليم; فشل التسليم; فشل في تسليم; لم يتم التسليم;
        لا يمكن تسليم; لم نتمكن من تسليم; لم تصل رسالتك; المستلمين التاليين; المستلم التالي; تعذر ارسال;
        تم رفض; تعذر توصيل; لم يتمكن; الي العنوان التالي; لم تسلم
        """,
    zh="""
        无法投递; 未能投递; 无法送达; 未能送达; 投递失败; 无法传递; 传递失败; 发送失败; 未送达; 无法发送;
        退回; 退信; 被拒; 以下收件人; 下列收件人; 未传递; 無法傳遞; 無法送達; 没有送达; 未能成功; 不能投递;
        未成功; 没有到达; 无法到达; 未能到达; 传送失败; 無法投遞
        """,
    ja="""
        配信できません; 配信に失敗; 送信できません; 届けることができません; お届けできません;
        配送できません; 配信不能; 送信に失敗; お送りいただいた; 届きません; エラー; 連絡しようとした
        """,
    ko="전달하지 못; 배달할 수 없",
    xx="""
        konnte nicht zugestellt; nicht zugestellt; zustellung … fehlgeschlagen; unzustellbar;
        nicht zustellen; konnte nicht an; folgenden empfänger; folgende empfänger; konnten nicht erreicht;
        não pôde ser entregue; não foi possível entregar; não foi entregue; falha na entrega;
        seguintes destinatários; non è stato possibile; non è stato recapitato; impossibile recapitare;
        seguenti destinatari; mancato recapito; kon niet worden; niet worden afgeleverd; niet bezorgd;
        gick inte att leverera; kunne ikke leveres; kan ikke leveres; nie została dostarczona;
        nie można dostarczyć; teslim edilemedi; iletilemedi; nelze doručit; nem kézbesíthető;
        ei voitu toimittaa; è stato respinto; zurückgewiesen; is geweigerd; została odrzucona
        """,
)
LATE: Final = phrases_of(
    en="""
        delayed; delay; warning could not send; warning message; this is a warning; still being retried;
        still trying; will keep trying; will continue to try; will continue trying; will be retried;
        continue to attempt; will be attempted; will try again; will retry; keep retrying; further attempts;
        being retried; retried for; not yet been delivered; not yet delivered; has not yet been;
        have not yet been; still undelivered; still in the queue; you do not need to resend;
        you do not have to resend; no need to resend; do not resend; need not resend;
        delivery attempts will continue; deferred for; temporarily undeliverable; transient failure;
        temporary failure … will; next attempt; next try; still queued; no action is required;
        no action required; nothing is needed
        """,
    fr="""
        retardé; retard de; différé; pas encore pu; pas encore été; nouvelle tentative;
        n'avez pas besoin de renvoyer; continuera; inutile de renvoyer;
        toujours en file; prochaine tentative; prochain essai
        """,
    es="""
        retrasado; retrasada; retraso; demorado; demorada; demora; todavía no; aún no;
        no es necesario que reenvíe; no necesita volver; seguirá intentando; se seguirá; nuevo intento;
        sigue en cola; próximo intento; seguiremos; no hace falta que
        """,
    ru="""
        задержан; задержка; задерживается; пока не; еще не; δεν έχει ακόμη; δεν έχει ακόμα;
        попытки будут продолжены; попытки доставки будут; не нужно отправлять; не требуется повторн;
        отложен; повторные попытки; продолжит; будет продолжать; следующая попытка; находится в очереди
        """,
    ar="""
        تاخر; تاخير; متاخرة; لا حاجة الي اعادة; لا تحتاج الي اعادة; سيستمر; ستستمر; لا داعي لاعادة;
        لم يتم تسليمها بعد; بعد حتي الان; ستتم المحاولة; ستتم اعادة المحاولة; سنواصل
        """,
    zh="""
        延迟; 延误; 尚未; 仍在尝试; 将继续; 继续尝试; 无需重新发送; 不需要重新发送; 无须重新; 暂时未能;
        延遲; 继续重试; 继续投递; 下次尝试; 正在排队; 无需重发; 将再次尝试; 不必重新发送
        """,
    ja="遅延; 遅れ; 再送; 再試行",
    xx="""
        verzögert; verzögerung; noch nicht zugestellt; weiterhin versucht; nächster versuch;
        noch in der warteschlange; prossimo tentativo; ancora in coda; próxima tentativa; ainda na fila;
        volgende poging; nog in de wachtrij; atraso; atrasada; ritardo; ritardata; vertraagd;
        vertraging; fördröj; forsinket; non è ancora; ainda não; nog niet; jeszcze nie; została jeszcze;
        ponawia; dosud ne; még nem; încă nu; henüz; ännu inte; endnu ikke; ennå ikke; ще не; 아직; まだ;
        引き続き; chưa được; belum; opóźnion; gecikti; gecikme
        """,
)
SURELY_LATE: Final = phrases_of(
    en="""
        not yet been delivered; not yet delivered; has not yet been; have not yet been; still being retried;
        delivery attempts will continue; you do not need to resend; you do not have to resend;
        do not need to resend; will keep trying; warning could not send; warning message only; warning only;
        this is a warning; being retried; will be retried for; status notification delay; delayed mail;
        still undelivered
        """,
    fr="n'avez pas besoin de renvoyer",
    es="no es necesario que reenvíe",
    ru="попытки доставки будут продолжены",
    ar="لا حاجة الي اعادة",
    zh="无需重新发送",
)
"""Words that a notice of a failure does not use."""
GIVEN_UP: Final = phrases_of(
    en="""
        given up; giving up; gave up; stopped trying; no further attempts; no more attempts;
        will not be retried; will not retry; not try again; no longer be attempted; permanent;
        failed permanently; has expired; was not delivered; being returned; has failed; delivery failed;
        fatal error
        """,
    fr="abandonné; définitivement",
    es="no se volverá a intentar",
    ru="прекращены; окончательно; прекратил",
    ar="تم ايقاف; نهائيا",
    zh="放弃; 永久; 停止尝试; 不再",
    xx="definitiv",
)
DELIVERED: Final = phrases_of(
    en="""
        successfully delivered; successfully relayed; successful mail delivery; successful delivery;
        delivered successfully; has been successfully; was successfully; delivery confirmation;
        relayed successfully; was delivered to; has been delivered to; were delivered to;
        delivery to these recipients or groups is complete
        """,
    fr="remis avec succès; a été remis; a bien été remis",
    es="entregado correctamente; se ha entregado",
    ru="успешно доставлено; доставлено успешно",
    ar="تم التسليم بنجاح",
    zh="成功投递; 已成功送达",
    xx="erfolgreich zugestellt",
)
DELIVERED_SUBJECTS: Final = split(
    """
    delivered:; relayed:; expanded:; zugestellt:; übermittelt:; remis:; remis :; distribué:;
    distribué :; entregado:; entregue:; consegnato:; recapitato:; bezorgd:; afgeleverd:;
    dostarczono:; doručeno:; doručené:; kézbesítve:; livrat:; teslim edildi:; levererat:; leveret:;
    levert:; toimitettu:; παραδόθηκε:; доставлено:; доставлено :; تم التسليم:; נמסר:; 已送达:;
    已送達:; 已传递:; 已送达：; 已传递：; 配信済み:; 배달됨:
    """
)
"""Beginnings of the subjects of Exchange's notices that a message was delivered."""
NOT_DELIVERED: Final = phrases_of(
    en="not delivered; not be delivered; undeliver; unsuccessful; failed; failure",
    fr="pas été remis; n'a pu être; n'a pas pu; échec",
    es="no se ha; no ha sido; no fue; no pudo; error",
    ru="не доставлено; не было; не удалось; не может; ошибка",
    ar="لم يتم; تعذر; فشل",
    zh="未能; 未成功; 无法; 不能; 失败; 退信; 退回",
    xx="nicht; fehler; não; non è",
)
