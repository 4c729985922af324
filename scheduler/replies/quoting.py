"""The words by which mail programs begin a quotation, or end a letter, in the languages people write in."""

from __future__ import annotations

import re
from typing import Final

ATTRIBUTION: Final = re.compile(
    r"(?:"
    r"on .{4,240} wrote|le .{4,240} a écrit|el .{4,240} escribió"
    r"|.{4,240} (?:пишет|писала?|написала?|написал\(а\))"
    r"|(?:في|بتاريخ|يوم) .{4,240}(?:كتب|كتبت|تمت كتابة ما يلي)(?: .{1,240})?|.{4,240}(?:写道|寫道)"
    r"|.{0,240}\d.{1,240}<[^<>\s]{1,120}@[^<>\s]{1,120}>"
    r"|am .{4,240} schrieb .{1,120}|em .{4,240} escreveu|il .{4,240} ha scritto|op .{4,240} schreef .{1,120}"
    r")\s*[:：]",
    re.IGNORECASE,
)
"""The line before a quotation: `On 3 March 2027, Ann Osei wrote:`. A date or an address stands in it."""
SEPARATOR: Final = re.compile(
    r"(?:-{2,}|_{2,}|—+)\s*(?:"
    r"original message|forwarded message|message d['’]origine|message original|message transféré"
    r"|mensaje original|mensaje reenviado|исходное сообщение|пересылаемое сообщение|пересланное сообщение"
    r"|الرسالة الأصلية|رسالة معاد توجيهها|原始邮件|原始郵件|邮件原件|转发的邮件|ursprüngliche nachricht"
    r"|mensagem original|messaggio originale|oorspronkelijk bericht"
    r")\s*(?:-{2,}|_{2,}|—+)?",
    re.IGNORECASE,
)
"""The line below which the whole rest is quoted: `-----Original Message-----`."""
RULE: Final = re.compile(r"_{10,}")
"""The line that Outlook draws above the fields of what it quotes."""
FROM: Final = frozenset(
    {"from", "de", "от", "от кого", "من", "发件人", "發件人", "寄件者", "von", "da", "van"}
)
BESIDE_FROM: Final = frozenset(
    {
        "sent", "date", "to", "cc", "subject", "envoyé", "envoyé le", "à", "objet", "enviado", "enviado el",
        "fecha", "para", "asunto", "отправлено", "дата", "кому", "тема", "копия", "تاريخ الإرسال", "أرسلت",
        "التاريخ", "إلى", "الموضوع", "نسخة", "发送时间", "日期", "收件人", "主题", "抄送", "發送時間",
        "收件者", "主旨", "gesendet", "an", "betreff", "data", "assunto", "oggetto", "aan", "onderwerp",
    }
)  # fmt: skip
"""The fields that stand below the sender of what is quoted."""
DEVICE: Final = re.compile(
    r"(?:sent from (?:my |mail for )|get outlook for |envoyé (?:de|depuis) mon |enviado desde mi "
    r"|télécharger outlook pour |obtener outlook para |отправлено с |أرسل من |أُرسلت من |发自我的"
    r"|从我的.{1,20}发送"
    r"|von meinem .{1,40} gesendet)",
    re.IGNORECASE,
)
"""The line in which a telephone advertises itself."""
CLOSING: Final = re.compile(
    r"(?:(?:with )?(?:best|kind|warm|warmest) (?:regards|wishes)|regards|yours (?:sincerely|faithfully)"
    r"|sincerely|respectfully|bien cordialement|cordialement|salutations distinguées"
    r"|(?:un )?cordial saludo|saludos(?: cordiales)?|atentamente|с уважением|с наилучшими пожеланиями"
    r"|مع (?:أطيب )?(?:التحيات|التحية|تحياتي)|وتفضلوا بقبول فائق الاحترام|此致(?:\s*敬礼)?|顺颂商祺|祝好)",
    re.IGNORECASE,
)
"""A closing on a line of its own, below which the writer's name and address stand."""


def field_name(line: str) -> str:
    """What stands before the colon of a line, as mail programs write fields above a quotation; or empty."""
    head, colon, _ = line.replace("：", ":").partition(":")
    return head.strip(" *\t\u00a0\u200e\u200f").casefold() if colon and len(head) <= 30 else ""
