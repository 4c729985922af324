"""Wordings about a mailbox that is there: full, disabled, or for smaller messages."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.rule import Rule, rule
from mailer.bounces.wording.said_of import FULL, NOT_IN_USE, TOO_BIG

MAILBOX: Final[tuple[Rule, ...]] = (
    rule(
        "disk of the server full",
        Reason.OTHER,
        "452 4.3.1 Insufficient system storage",
        "450 4.3.1 Insufficient system resources",
        en="""
            insufficient system; system storage; mail system full; no space left on device; disk full;
            disk is full; filesystem is full; file system is full; no space available; free space;
            out of disk; server is full; insufficient disk space; insufficient resources;
            insufficientresources; out of memory
            """,
    ),
    rule(
        "mailbox full",
        Reason.FULL,
        "552 5.2.2 Mailbox full",
        "552 <a@b.example> over quota",
        "Boîte aux lettres pleine",
        "El buzón está lleno",
        "почтовый ящик переполнен",
        "صندوق البريد ممتلئ",
        "邮箱已满",
        "メールボックスがいっぱいです",
        "Postfach voll",
        en="""
            mailbox full; mailbox is full; mailbox … full; mail box full; mail box is full;
            maildrop is full; maildir full; mailfolder is full; mail folder is full; inbox is full;
            inbox full; account is full; account full; account … full; user full; user's mailbox … full;
            recipient … full; folder is full; mailbox exceeds; mailbox exceeded; mailbox … exceed;
            mailbox … limit; mailbox size limit; mailbox has exceeded; mailbox is over; mailbox … over;
            mailbox too large; mailbox quota; over quota; over the quota; over his quota; over their quota;
            over disk quota; over storage; over mailbox quota; over-quota; overquota;
            over the maximum allowed mailbox; over the maximum … quota; exceeded quota; exceeds quota;
            exceeds disk quota; exceeded … quota; exceeds … quota; exceeding … quota; exceed … quota;
            exceeded … mailbox; exceeds … storage; exceeded … storage; exceed storage; quota exceed;
            quota … exceed; quota violation; quota full; quota is full; quota reached; quota … full;
            quota limit; disk quota; mail quota; storage quota; storage limit; storage space; storage full;
            storage is full; storage … exceeded; out of storage; not enough space; not enough storage;
            not enough disk; no space left; no storage space; no more space; insufficient space;
            insufficient storage; insufficient mailbox; insufficient quota; would exceed;
            too many messages in … mailbox; too many messages; too much mail data; too much mail;
            size limit of … mailbox; message … limit for this mailbox; exceeded allocated; exceeded storage;
            mailfolder is over; message store … full; is out of space; full mailbox; overfull;
            delivery failed … quota; receiving limits; too full; space has been used up; reached disk quota;
            quota has been reached; has too many messages; mailbox storage; mailbox cannot accept;
            mail box … full; storage allocation; mailbox capacity; mailbox over; not have enough space;
            has no space; out of space; too many mails in; space not enough; no enough space;
            storage not enough; no room for; no room in; no room left; filled … space; used … space;
            filled … quota; used … quota; allotted
            """,
        xx="""
            quotaexceeded; mailboxfull; mbox full; edquot; mailbox_full; quota_exceeded; e2q;
            submissionquotaexceeded
            """,
        fr="""
            boîte … pleine; boite … pleine; boîte aux lettres est pleine; quota dépassé; quota … dépassé;
            quota … atteint; dépassement de quota; limite de stockage; espace … insuffisant; est pleine;
            saturée
            """,
        es="""
            buzón … lleno; buzón lleno; casilla llena; casilla … llena; cuota … excedid; cuota excedida;
            excede … cuota; excedido … cuota; superado … cuota; cuota … superad; está lleno; está llena;
            sin espacio; límite de almacenamiento
            """,
        ru="""
            переполнен; ящик полон; ящик … полон; превышена квота; квота … превышена; превышен … квот;
            недостаточно места; нет места; заполнен
            """,
        ar="""
            ممتلئ; تجاوز الحصة; تجاوز … الحصة; الحصة … تجاوز; ممتلئة; مساحة التخزين; لا توجد مساحة;
            تجاوز سعة
            """,
        zh="""
            邮箱已满; 邮箱满; 信箱已满; 信箱已滿; 邮箱空间; 空间不足; 已超出配额; 超出配额; 超过配额;
            容量不足; 容量已满; 已满; 已滿; 超过容量; 配额
            """,
        ja="いっぱい; 容量を超え; 容量オーバー; 容量超過; 容量制限; 一杯",
        de="""
            postfach voll; postfach ist voll; postfach … voll; mailbox voll; quota überschritten;
            speicherplatz; überfüllt; voll ist
            """,
        pt="""
            caixa … cheia; caixa cheia; cota excedida; quota excedida; cota … excedida; excedeu … cota;
            está cheia; sem espaço
            """,
        it="casella … piena; casella piena; quota superata; è piena; spazio esaurito",
        nl="mailbox vol; postvak … vol; postvak vol; is vol",
        pl="skrzynka … pełna; skrzynka pełna; przepełniona; przekroczony limit",
        sv="full brevlåda; brevlådan är full; postlådan är full",
        tr="kutusu dolu; kota aşıldı",
        ko="용량; 꽉 찼",
        pairs=FULL,
    ),
    rule(
        "message too big",
        Reason.SIZE,
        "552 5.3.4 Message size exceeds fixed maximum message size",
        "Message trop volumineux",
        "El mensaje es demasiado grande",
        "Письмо слишком большое",
        "حجم الرسالة كبير جدا",
        "邮件过大",
        en="""
            message size; message file too big; message too big; message too large; message too long;
            message is too large; message is too big; message … too large; message … too big;
            message length; message exceeds; message exceeded; message … exceeds … limit;
            message … exceeds … maximum; message … exceeds … size; message … size limit;
            message … larger than; message larger; message header size; mail size; mail too large;
            mail too big; mail … too large; mail exceeds; email too large; email … too large; email size;
            size limit; size exceed; size of message; size of the message; size … exceed; size … larger;
            size … limit; size … too large; exceeds size; exceeded … size; exceeds … size;
            exceeds … message; exceeds maximum; exceeds the maximum; exceeds … limit of; exceeds limit;
            maximum size; maximum message; maximum … size; max message size; max … size; too big; too large;
            too much data; data size; larger than the current system limit; larger than; body too;
            line limit exceeded; length limit; content length; megabytes
            """,
        xx="""
            resolver rst recipsizelimit; recipsizelimit; sendsizelimit; sendersizelimit; messagetoolarge
            """,
        fr="""
            trop volumineux; trop gros; taille maximale; taille du message; trop grand; dépasse la taille;
            taille … dépass
            """,
        es="""
            demasiado grande; tamaño máximo; tamaño del mensaje; tamaño … excede; excede el tamaño;
            supera el tamaño; límite de tamaño; tamaño
            """,
        ru="""
            слишком больш; размер сообщения; размер письма; превышает; максимальный размер; размер … превы
            """,
        ar="حجم الرسالة; كبيرة جدا; كبير جدا; الحجم الاقصي; حجم",
        zh="尺寸超; 邮件过大; 邮件太大; 邮件大小; 超过大小; 过大; 太大; 大小限制; 大小超",
        ja="サイズ; 大きすぎ",
        de="zu groß; nachrichtengröße; maximale größe; größe der nachricht; überschreitet",
        pt="maior do que o limite; maior que o limite; tamanho; muito grande; grande demais",
        it="troppo grande; dimensione; dimensioni",
        nl="te groot",
        sv="för stort",
        pairs=TOO_BIG,
    ),
    rule(
        "account not in use",
        Reason.INACTIVE,
        "550 5.2.1 The email account that you tried to reach is disabled",
        "554 delivery error: This user doesn't accept mail, account inactive",
        "Ce compte est désactivé",
        "La cuenta está deshabilitada",
        "Учётная запись заблокирована",
        "تم تعطيل الحساب",
        "该用户已被禁用",
        en="""
            account has been disabled; account is disabled; account disabled; account … disabled;
            account inactive; account is inactive; account … inactive; account not active;
            account is not active; account … not active; account suspended; account … suspended;
            account expired; account … expired; account locked; account … locked; account … discontinued;
            account … deactivated; account … terminated; account … cancelled; account … canceled;
            account … blocked; account … closed due; account … on hold; account … frozen;
            account … not been activated; account … not activated; account … barred; account blocked;
            account deactivated; account terminated; mailbox disabled; mailbox is disabled;
            mailbox … disabled; mailbox inactive; mailbox is inactive; mailbox … inactive;
            mailbox not active; mailbox is not active; mailbox … suspended; mailbox … frozen;
            mailbox frozen; mailbox … locked; mailbox is currently … locked; mailbox … expired;
            mailbox … deactivated; mailbox currently suspended; mailbox … blocked; mailbox … not activated;
            user disabled; user is disabled; user … disabled; user inactive; user is inactive;
            user … inactive; user suspended; user … suspended; user not active; user is not active;
            user … not active; user … locked; user … deactivated; user … expired; user … terminated;
            user … barred; user account … disabled; user account … inactive; user account … expired;
            recipient … suspended; recipient … inactive; recipient … disabled; recipient is not active;
            recipient … deactivated; recipient … expired; email account … suspended;
            email has been suspended; email address … disabled; address … disabled; address … deactivated;
            address … inactive; address … suspended; address … expired; address is not active;
            address … not active; address is no longer active; no longer active; is not active;
            not an active; inactive user; inactive account; inactive mailbox; inactive recipient;
            disabled user; disabled account; disabled mailbox; disabled recipient; suspended user;
            expired account; extended inactivity; prolonged inactivity; due to inactivity; inactivity;
            domain is suspended; domain … suspended; domain … disabled; domain … expired;
            temporarily disabled; is disabled; is suspended; has been disabled; has been deactivated;
            was disabled; is a deactivated; dormant; out of service; invalid/inactive;
            mailbox unavailable or access denied; recipient suspend; user is terminated;
            temporarily inactive; account … temporarily disabled; mailbox … temporarily disabled;
            account has been temporarily; account is on hold; mailbox closed; account has been blocked;
            account … not in use; mailbox … not in use; mailbox … dormant; user … not activated;
            recipient has been disabled
            """,
        fr="""
            compte … désactivé; compte désactivé; compte … suspendu; compte … bloqué; compte inactif;
            boîte … désactivée; boite … désactivée; boîte … suspendue; utilisateur … désactivé;
            adresse … désactivée; désactivé; inactif; suspendu
            """,
        es="""
            cuenta … deshabilitada; cuenta … desactivada; cuenta … suspendida; cuenta … inactiva;
            cuenta … bloqueada; usuario … deshabilitado; usuario … desactivado; buzón … deshabilitado;
            buzón … inactivo; buzón … desactivado; deshabilitad; desactivad; inactiv; suspendid
            """,
        ru="""
            запись … заблокирован; ящик … заблокирован; ящик заблокирован; пользователь … заблокирован;
            запись … отключен; отключен; неактивен; не активен; деактивирован; приостановлен;
            аккаунт … заблокирован
            """,
        ar="تعطيل الحساب; الحساب معطل; معطل; تم تعطيل; غير نشط; موقوف; تم ايقاف; تعليق الحساب",
        zh="""
            已被禁用; 帐号被禁用; 账号被禁用; 用户被锁定; 被锁定; 已停用; 帐户已停用; 停用; 被冻结; 冻结;
            已禁用; 被禁用; 未激活; 已过期; 暂停; 已注销; 禁用
            """,
        ja="無効; 停止; 解約",
        de="""
            konto … deaktiviert; postfach … deaktiviert; konto … gesperrt; deaktiviert; inaktiv;
            postfach … gesperrt
            """,
        pt="conta … desativada; desativad; inativ; suspens",
        it="disabilitat; sospes; disattivat; inattiv",
        nl="gedeactiveerd; uitgeschakeld",
        pairs=NOT_IN_USE,
    ),
)
