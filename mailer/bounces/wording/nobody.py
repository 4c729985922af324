"""How it is said, language by language, that an address leads to nobody: nouns, and what is said of them."""

from __future__ import annotations

from typing import Final

from mailer.bounces.pairs import Pairs

NOBODY_KNOWS: Final[tuple[Pairs, ...]] = (
    Pairs(  # English
        nouns="""
            @; address; mailbox; user; recipient; addressee; account; person; employee; staff; alias;
            individual; subscriber; customer; local part; o r name; correspondent
            """,
        after="""
            not … found; not … known; not … exist; not … listed; not … registered; not … recogni;
            not defined; not be located; n't be located; not be identified; n't be identified; not appear;
            unrecognised; unrecognized; unknown; isn't known; nonexistent; non-existent; n't exist;
            never existed; ceased to exist; no longer exist; not match any; not exactly match;
            not in our directory; not in our records; not in our system; not in our database;
            not in the directory; not in this directory; not served; not on this server; not on this system;
            not on this host; not on our server; not on our system; no record; not identified; was retired;
            been retired; is retired; been withdrawn; was withdrawn; abolished; is obsolete; not assigned;
            unassigned; misspelled; misspelt; mistyped; n't be found; not be resolved; is not correct;
            is incorrect; is wrong; is gone; not one of ours; not valid; is invalid; not provisioned;
            never issued; not one of our; not on file; no result; no match; found nobody; no longer belong
            """,
        before="""
            unknown; no such; nonexistent; non-existent; unrecognised; unrecognized; undefined; obsolete;
            not locate; n't locate; unable to locate; failed to locate; unable to identify; not identify;
            not find; n't find; unable to find; failed to find; not know; n't know; have no; not have such;
            n't have such; not have any; n't have any; not have a; n't have a; not aware of; never heard of;
            no trace of; no record of; not recognise; not recognize; not match any
            """,
        whose="""
            sender; from; client; helo; relay; originat; callback; callout; call-back; your; author;
            host; server; route; domain; connection; ip; network; dns; reverse; ptr; password;
            credential; login; internet; ticket
            """,
        unless="""
            character; filter; file; room; space; quota; permission; right; access; policy; certificate;
            key; message; mail; attachment; to send; authen; storage; not allowed; rejected by; open;
            temporar; currently; at this time; sufficient; error; reason; problem; status; spam; list of;
            response; command; failure; information; idea; way; quarantine; group; rule; script; folder
            """,
    ),
    Pairs(  # German
        nouns="""
            @; adresse; benutzer; empfänger; empfaenger; postfach; konto; teilnehmer; person; mitarbeiter;
            adressat; mailbox; nutzer
            """,
        after="""
            nicht … gefunden; nicht … bekannt; nicht … vorhanden; nicht … eingerichtet; nicht … registriert;
            existiert … nicht; unbekannt; existieren nicht; gibt es nicht; nicht ermittel; nicht gültig;
            ungültig; nicht mehr vergeben; nicht vergeben; besteht nicht; ist falsch; nicht zugeordnet;
            nicht auffindbar; fehlerhaft; gehört nicht mehr; nicht angelegt
            """,
        before="unbekannte; ungültige; nicht existierende; kennen kein; gibt kein; existiert kein",
        whose="ip; absender; ihre; ihr; server; host; domain; ticket",
        unless="platz; speicher; berechtig; nachricht; grund; vorüberg; fehler; gruppe; regel",
        compounds=True,
    ),
    Pairs(  # French
        nouns="""
            @; adresse; utilisateur; destinataire; boîte; compte; correspondant; abonné; usager; mailbox
            """,
        after="""
            pas … trouvé; pas … connu; pas … reconnu; pas … répertorié; pas … attribué; inconnu;
            n'existe pas; n'existe plus; introuvable; non reconnu; non valide; n'est pas valide; invalide;
            erroné; incorrect; non attribué; inexistant; plus en service; mal orthographié;
            ne fait plus partie; n'appartient plus
            """,
        before="""
            ne connaissons pas; ne connait pas; ne correspond à aucun; n'y a pas d;
            aucune correspondance
            """,
        whose="ip; expéditeur; votre; serveur; domaine; hôte; ticket",
        unless="place; espace; droit; message; autoris; politique; erreur; groupe; règle",
    ),
    Pairs(  # Spanish
        nouns="@; dirección; usuario; destinatario; buzón; cuenta; casilla; persona; empleado; abonado",
        after="""
            no … registrad; no … encontrad; no … localizad; no … reconocid; no … conocid; no … dad;
            no existe; desconocid; no se encontr; no es válid; no válid; inválid; inexistente; no figura;
            incorrect; errónea; erróneo; no corresponde; ya no pertenece; ya no forma
            """,
        before="no existe; no existen; no conocemos; no figura; no reconoce",
        whose="ip; remitente; su; tu; servidor; dominio; ticket",
        unless="espacio; permiso; mensaje; autoriza; política; motivo; razón; error; grupo; regla",
    ),
    Pairs(  # Portuguese
        nouns="@; endereço; usuário; utilizador; destinatário; caixa; conta; pessoa",
        after="""
            não … encontrad; não … localizad; não … reconhecid; não … cadastrad; não … registad;
            não … registrad; não existe; inexistente; desconhecid; inválid; incorret; não é válid;
            não consta; não pertence; já não faz parte
            """,
        before="não existe; não reconhece; não conhecemos",
        whose="ip; remetente; seu; sua; servidor; domínio",
        unless="espaço; permiss; mensagem; autoriza; política; motivo; erro",
    ),
    Pairs(  # Italian
        nouns="@; indirizzo; utente; destinatario; casella; account; persona",
        after="""
            non … trovat; non … riconosciut; non … registrat; non … conosciut; non … presente; non esiste;
            inesistente; sconosciut; stato trovato; stata trovata; non valid; non è valid; errat;
            non risulta; non corrisponde; non censit; non appartiene; non fa più parte
            """,
        before="non esiste; non conosciamo; non risulta",
        whose="ip; mittente; suo; tuo; server; dominio",
        unless="spazio; permess; messaggio; autorizz; politica; motivo; errore",
    ),
    Pairs(  # Dutch
        nouns="""
            @; adres; gebruiker; ontvanger; postvak; mailbox; account; geadresseerde; persoon; medewerker
            """,
        after="""
            niet … gevonden; niet … bekend; niet … geregistreerd; bestaat niet; niet bestaan; onbekend;
            ongeldig; niet geldig; opgeheven; onjuist
            """,
        before="onbekende; ongeldige; bestaat geen; kennen geen; onbestaand",
        whose="ip; afzender; uw; server; domein",
        unless="ruimte; recht; bericht; toestemming; reden; fout",
        compounds=True,
    ),
    Pairs(  # Polish
        nouns="@; adres; użytkownik; odbiorc; skrzynk; adresat; konto; osoba",
        after="""
            nie … znalezion; nie … odnalezion; nie … zarejestrowan; nie istnieje; nieznan; nie został odnal;
            nie została odnal; nie został znal; nie została znal; nieprawidłow; niepoprawn; błędn;
            zlikwidowan; nie jest znan
            """,
        before="""
            nieznan; nie ma takie; nie znaleziono; nie istnieje; brak takie; niepoprawn; nieprawidłow
            """,
        whose="ip; nadawc; twój; serwer; domen",
        unless="miejsc; uprawn; wiadomoś; dostarcz; przyjęt; doręcz; błąd; błęd",
    ),
    Pairs(  # Czech and Slovak
        nouns="@; adres; uživatel; používateľ; příjemc; príjemc; schránk; účet; adresát; osoba",
        after="""
            neexist; neznám; nenalezen; nebyl nalezen; nebyla nalezena; nenašl; neplatn; chybn;
            nebol nájden; není zn; není evidov; nebyl v doméně; nebol v doméne; nesprávn
            """,
        before="neznám; neexist; žádný takový; neplatn",
        whose="ip; odesílat; odosiel; server; domén",
        unless="míst; miest; opráv; zpráv; správ; chyb",
    ),
    Pairs(  # Hungarian
        nouns="@; cím; felhasználó; címzett; postafiók; fiók",
        after="nem létezik; ismeretlen; nem található; érvénytelen; megszűnt; nincs ilyen",
        before="nincs ilyen; ismeretlen; nem létező; érvénytelen",
        whose="ip; feladó; küldő; kiszolgáló; tartomány",
        unless="hely; tárhely; jogosult; üzenet; hiba",
        compounds=True,
    ),
    Pairs(  # Romanian
        nouns="@; adresa; utilizator; destinatar; căsuța; cutia; contul",
        after="nu există; inexistent; necunoscut; nu a fost găsit; invalid; nu este valid; greșit",
        before="nu există; niciun; necunoscut",
        whose="ip; expeditor; server; domeni",
        unless="spațiu; permis; mesaj; eroare",
    ),
    Pairs(  # Turkish
        nouns="@; adres; kullanıcı; alıcı; hesap; hesab; posta kutusu",
        after="""
            bulunamadı; bulunmamakta; bulunmuyor; kullanıcı yok; alıcı yok; adres yok; hesap yok;
            mevcut değil; geçersiz; bilinmiyor; tanınmıyor; hatalı; kayıtlı değil
            """,
        before="böyle bir; bilinmeyen; geçersiz",
        whose="ip; gönderen; gönderici; sunucu",
        unless="yer; alan; izin; ileti; yetki; hata",
    ),
    Pairs(  # Swedish, Danish, Norwegian
        nouns="""
            @; adress; användare; mottagare; brevlåda; postlåda; konto; bruger; bruker; modtager; mottaker;
            postkasse; person
            """,
        after="""
            inte … hitta; ikke … fundet; ikke … funnet; finns inte; hittades inte; okänd; ogiltig;
            existerar inte; felaktig; findes ikke; finnes ikke; ukendt; ukjent; ikke gyldig; ugyldig;
            eksisterer ikke; ikke findes; ikke finnes; ikke kendt; ikke kjent; inte känd
            """,
        before="""
            okänd; ogiltig; ukendt; ukjent; ugyldig; ingen sådan; ingen slik; findes ingen; finns ingen
            """,
        whose="ip; avsändar; afsender; avsender; server; domän; domæn; domen",
        unless="plats; plads; plass; rätt; besked; meddel; fel; fejl; feil",
        compounds=True,
    ),
    Pairs(  # Slovenian, Croatian, Serbian
        nouns="""
            @; naslov; uporabnik; prejemnik; nabiralnik; račun; adresa; korisnik; primatelj; primalac;
            sandučić; адреса; корисник; прималац
            """,
        after="""
            ne obstaja; ni najden; neznan; ni bil najden; neveljaven; ne postoji; nije pronađen;
            nepoznat; nevažeć; nevaljan; neispravn; не постоји; није пронађен; непознат
            """,
        before="neznan; neveljaven; nepoznat; ne postoji; nevažeć; nevaljan; непознат; не постоји",
        whose="ip; pošiljatelj; pošiljalac; strežnik; poslužitelj; domen; пошиљалац; домен",
        unless="prostor; poruk; sporočil; dozvol; dovoljen; napak; grešk",
    ),
    Pairs(  # Baltic languages and Estonian
        nouns="""
            @; adres; vartotoj; gavėj; pašto dėžut; lietotāj; saņēmēj; pastkast; konts; kasutaja; aadress;
            saaja; postkast; konto
            """,
        after="""
            neegzistuoja; nerastas; nerasta; nežinom; neteising; neeksistē; nav atrast; nezinām;
            nepareiz; ei leitud; ei ole olemas; tundmatu
            """,
        before="nežinom; nerastas; nezinām; neeksistējoš; tundmatu; vigane",
        whose="ip; siuntėj; sūtītāj; saatja; server; domen; domēn; doomen",
        unless="viet; ruum; ziņ; laišk; kiri; teis; tiesīb; õigus; klaid; kļūd; viga; tõrge",
    ),
    Pairs(  # Persian and Urdu
        nouns="@; کاربر; گیرنده; نشانی; آدرس; صندوق; حساب; صارف; وصول کنندہ; پتہ",
        after="""
            وجود ندارد; یافت نشد; پیدا نشد; نامعتبر; ناشناخته; اشتباه است; موجود نہیں; نہیں ملا; نامعلوم
            """,
        before="ناشناخته; نامعتبر; نامعلوم; چنین",
        whose="ip; فرستنده; سرور; دامنه",
        unless="فضا; پیام; اجازه; جا; خطا",
    ),
    Pairs(  # Hindi, Bengali, Thai
        nouns="""
            @; पता; उपयोगकर्ता; प्राप्तकर्ता; खाता; मेलबॉक्स; ব্যবহারকারী; প্রাপক; ঠিকানা; ผู้ใช้; ผู้รับ;
            ที่อยู่; บัญชี; กล่องจดหมาย
            """,
        after="""
            मौजूद नहीं; नहीं मिला; अज्ञात; अमान्य; পাওয়া যায়নি; বিদ্যমান নেই; অজানা; ไม่มีอยู่; ไม่พบ;
            ไม่ถูกต้อง; ไม่รู้จัก
            """,
        before="अज्ञात; अमान्य; অজানা; ไม่พบ",
        whose="ip; प्रेषक; सर्वर; প্রেরক; ผู้ส่ง; เซิร์ฟเวอร์; โดเมน",
        unless="स्थान; संदेश; জায়গা; พื้นที่; สิทธิ์; ข้อความ; เนื้อที่; त्रुटि; ত্রুটি; ข้อผิดพลาด",
    ),
    Pairs(  # Finnish
        nouns="@; osoite; osoitetta; käyttäjä; vastaanottaja; postilaatikko; postilaatikkoa; tili",
        after="""
            ei ole olemassa; ei löydy; ei löytynyt; tuntematon; virheellinen; ei tunneta;
            ei ole voimassa
            """,
        before="tuntematon; ei löydy; virheellinen",
        whose="ip; lähettäj; palvelin",
        unless="tila; viesti; oikeu; virhe",
        compounds=True,
    ),
    Pairs(  # Greek
        nouns="@; διεύθυνση; χρήστη; παραλήπτη; λογαριασμό; γραμματοκιβώτιο",
        after="δεν υπάρχει; δεν βρέθηκε; άγνωστ; μη έγκυρ; δεν αναγνωρίζεται; δεν είναι έγκυρ",
        before="άγνωστο; δεν υπάρχει τέτοι; μη έγκυρ",
        whose="ip; αποστολέα; διακομιστή; τομέα",
        unless="χώρος; μήνυμα; δικαίωμα; σφάλμα",
    ),
    Pairs(  # Russian
        nouns="@; адрес; пользовател; получател; ящик; учетн; аккаунт; сотрудник; абонент",
        after="""
            не … найден; не … зарегистрирован; не … значится; не … числится; не существу; неизвест;
            не обнаружен; недействител; неверн; неправильн; не опознан; больше нет; таким именем нет;
            таким адресом нет; указан с ошибкой; написан с ошибкой
            """,
        before="неизвестн; нет такого; нет такой; не найден; несуществующ; не существует; не знает",
        whose="ip; отправител; ваш; сервер; домен; маршрут; хост",
        unless="мест; прав; письм; сообщени; причин; временно; доставк; ошибк",
    ),
    Pairs(  # Ukrainian and Bulgarian
        nouns="@; адрес; користувач; отримувач; одержувач; скриньк; обліков; потребител; получател; кутия",
        after="""
            не існує; не знайдено; невідом; не зареєстрован; недійсн; не съществува; не е намерен;
            непознат; невалид
            """,
        before="невідом; не існує; немає такого; няма такъв; непознат",
        whose="ip; відправник; сервер; домен; подател",
        unless="місц; прав; лист; повідомлен; мяст; съобщ; помилк; грешк",
    ),
    Pairs(  # Arabic
        nouns="@; مستخدم; مستلم; عنوان; حساب; صندوق; المرسل اليه; المتلقي; بريد",
        after="غير موجود; غير معروف; غير صحيح; غير صالح; غير مسجل; خاطئ; لم يعد موجود; لم يعد",
        before="لا يوجد; لم يتم العثور; تعذر العثور; لا نعرف; غير معروف",
        whose="ip; خطا; المرسل غير; خادم; نطاق",
        unless="مساحة; متسع; مكان; صلاحية; رسالة; اذن; الرسالة; خطا",
    ),
    Pairs(  # Hebrew
        nouns="@; משתמש; נמען; כתובת; תיבה; תיבת; חשבון",
        after="לא קיים; אינו קיים; לא קיימת; אינה קיימת; לא נמצא; לא ידוע; לא מוכר; שגוי; אינו מוכר",
        before="לא קיים; לא נמצא; אין כזה; לא ידוע",
        whose="ip; שולח; שרת",
        unless="מקום; הודעה; הרשאה; שגיאה",
    ),
    Pairs(  # Chinese
        nouns="@; 用户; 用戶; 收件人; 地址; 邮箱; 郵箱; 帐号; 账号; 帐户; 账户; 信箱; 使用者; 收件者",
        after="""
            不存在; 未找到; 找不到; 无效; 無效; 拼写错误; 有误; 已注销; 查无; 查無; 未注册; 没有注册;
            不正确
            """,
        before="没有找到; 未找到; 不存在; 未知; 无效; 無效; 找不到; 没有此; 没有该; 无此; 查无; 查無此",
        whose="ip; 发件; 寄件; 发送方; 服务器; 伺服器; 域名; 主机; 您的",
        unless="空间; 空間; 权限; 邮件内容; 错误; 失败; 原因; 您没有; 錯誤",
    ),
    Pairs(  # Japanese
        nouns="@; アドレス; ユーザ; 宛先; 受信者; メールボックス; アカウント; 送信先",
        after="""
            存在しま; 存在いたしま; 見つかりま; 見つけ; 不明で; 間違; 登録されて; 確認できま; 使われて;
            誤り
            """,
        before="存在しない; 不明な; 未登録; 該当する; 該当の",
        whose="ip; 差出人; 送信者; 送信元; サーバ; ドメイン",
        unless="容量; 権限; 原因; エラー",
    ),
    Pairs(  # Korean
        nouns="@; 주소; 사용자; 수신자; 받는사람; 받는 사람; 계정; 메일함; 수신인; 아이디",
        after="존재하지; 찾을 수 없; 잘못; 유효하지; 등록되지; 없는 주소; 없는 사용자",
        before="존재하지 않는; 없는; 알 수 없는; 잘못된",
        whose="ip; 발신; 보낸; 서버; 도메인",
        unless="용량; 공간; 권한; 오류",
    ),
    Pairs(  # Vietnamese and Indonesian
        nouns="""
            @; địa chỉ; người dùng; người nhận; hộp thư; tài khoản; alamat; pengguna; penerima;
            kotak surat; akun
            """,
        after="""
            không tồn tại; không tìm thấy; không hợp lệ; tidak ditemukan; tidak ada; tidak dikenal;
            tidak valid; tidak terdaftar
            """,
        before="không tìm thấy; tidak menemukan",
        whose="ip; người gửi; máy chủ; pengirim; server",
        unless="ruang; izin; pesan; tempat; lỗi; kesalahan",
    ),
)
"""That an address leads to nobody."""

ENDED: Final[tuple[Pairs, ...]] = (
    Pairs(
        nouns="""
            address; mailbox; account; adresse; postfach; konto; boîte; compte; dirección; casilla; buzón;
            cuenta; endereço; caixa; conta; indirizzo; casella; adres; postvak; skrzynk; schránk;
            postafiók; fiók; căsuța; contul; hesap; hesab; brevlåda; postlåda; postkasse; osoite;
            postilaatikko; λογαριασμό; διεύθυνση; адрес; ящик; аккаунт; учетн; скриньк; حساب; صندوق; חשבון;
            תיבה; תיבת; 邮箱; 帐号; 账号; 地址; アドレス; アカウント; 계정; 주소; hộp thư; tài khoản;
            akun; kotak surat
            """,
        after="""
            been removed; was removed; been deleted; was deleted; is deleted; been erased; was erased;
            been dissolved; was dissolved; gelöscht; geloescht; aufgelöst; aufgehoben; supprimé;
            eliminad; dado de baja; dada de baja; removid; excluíd; eliminat; rimoss; verwijderd;
            usunięt; zlikwidowan; smazán; zrušen; törölt; ștears; șters; silinmiş; silindi; borttag;
            slettet; nedlagt; nedlagd; poistettu; διαγραφεί; удален; ликвидирован; упразднен; видален;
            изтрит; تم حذف; محذوف; נמחק; 已删除; 被删除; 已注销; 削除; 삭제; bị xóa; dihapus
            """,
        whose="""
            sender; from; your; quarantine; absender; ihre; ihr; expéditeur; votre; remitente; su;
            remetente; mittente; отправител; ваш; 您的; 发件
            """,
        unless="""
            message; mail; attachment; virus; nachricht; anhang; courriel; mensaje; correo; mensagem;
            messaggio; bericht; wiadomoś; zpráv; správ; üzenet; mesaj; ileti; meddel; viesti; μήνυμα;
            письм; сообщен; лист; повідомл; вложен; رسالة; الرسالة; הודעה; 邮件; メール; 메일이; thư đã;
            pesan; from; inactiv
            """,
    ),
)
"""That an address was given up."""
