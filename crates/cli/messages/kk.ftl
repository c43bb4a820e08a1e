# Терминал сөздері.

## Анықтама

help = Kaspi дүкенінің тапсырыстарын amoCRM мәмілелеріне көшіреді: әр тапсырыс дәл бір рет.
help-check = Байланысты тексеріп, болмаса не істеу керегін айту
help-probe = Сервистер айтпайтын жайтты өз аккаунттарыңыздан тек оқып сұрау
help-ids = amoCRM воронкаларының, кезеңдерінің, пайдаланушылары мен өрістерінің нөмірлерін көрсету
help-migrate = Дерекқорды жасау немесе жаңарту
help-poll = Бір тексеру: жаңа тапсырыстар мәмілеге айналады
help-reconcile = Салыстыру: мәмілелер өз тапсырыстарын қуып жетеді
help-verify = Кезеңді салыстыру: әр тапсырыстың дәл бір мәмілесі бар ма?
help-run = Тоқтатқанша минут сайын тексеру
help-stats = Қорытынды және әр күнге бір жол
help-orders = Біз білетін тапсырыстарды көрсету
help-retry = Тапсырыстарды қазір қайта көшіру
help-skip = Бұл тапсырыстарды енді көшірмеу
help-unskip = Өткізілген тапсырыстарды қайта көшіру
help-release = Мәміле кезеңін ережелерге қайтару
help-relink = Тапсырысты басқа мәмілемен байланыстыру: оның нөмірі не мекенжайы
help-forget = Сатып алушының аты мен телефонын Köpir-ден өшіру
help-deadlines = Нені және қашанға дейін тапсыру керек
help-errors = Соңғы қателерді көрсету
help-errors-clean = Ескі қателерді жою
help-health = Қысқаша: бәрі дұрыс па
help-import-node = Node-дағы бұрынғы бағдарламаның тапсырыстарын, баптаулары мен токендерін көшіру
help-unlock = Істен шыққан көшірме қалдырған орынды босату
help-serve = Бағдарлама экрандарын осы компьютердегі браузерде ашу
help-demo = Бәрін мысалмен көрсету: аккаунтсыз, желісіз
help-arg-data_dir = Бағдарлама жазатынның бәрі жататын қалта
help-arg-env_file = Ағымдағы қалтадағы .env орнына баптау файлы
help-arg-lang = Тіл: ru, kk немесе en
help-arg-json = Мәтін орнына бір JSON құжаты
help-arg-dry_run = Не істелетінін көрсетіп, ештеңе жазбау
help-arg-wait = Басқа көшірмені неше секунд күту (30)
help-arg-patience = Сервис жауап бермесе, неше секунд тырысу (10)
help-arg-quiet = Cron үшін: бұғаттаудан кейін бірден емес, үзіліспен байқау
help-arg-saved = Сақталған жауаптарды көрсету, ештеңе сұрамау
help-arg-from = Бірінші күн, мысалы 2026-11-01
help-arg-to = Соңғы күн; болашақ күн «бүгін» дегенді білдіреді
help-arg-fix = Жетіспейтіндерін көшіру; ештеңе жоймайды
help-arg-help = Осы анықтаманы көрсету
help-arg-version = Нұсқасын көрсету
help-arg-service = kaspi немесе amocrm
help-arg-poll_seconds = Неше секунд сайын тексеру (60)
help-arg-reconcile_seconds = Белгілі тапсырыстарды неше секунд сайын салыстыру (600)
help-arg-days = Неше күн үшін (30)
help-arg-state = Тек осы күйдегілер: NEW, PICKUP …
help-arg-failed = Тек көшіру мүмкін болмағандары
help-arg-why = Бір тапсырыстың тарихы: не көрдік, не шештік, не жаздық және неге
help-arg-search = Тапсырыс нөмірінің, сатып алушы атының не телефонының, тауардың бөлігі
help-arg-limit = Неше жол көрсету (50)
help-arg-after = Осы тапсырыстан кейінгілерін көрсету
help-arg-codes = Тапсырыс нөмірлері
help-arg-order = Тапсырыс нөмірі
help-arg-deal = Мәміле нөмірі немесе оның мекенжайы: https://ПОДДОМЕН.amocrm.ru/leads/detail/НӨМІР
help-arg-whom = Сатып алушының телефоны немесе тапсырыс нөмірі
help-arg-older_than = Қай мерзімнен ескі: 30d, 12h
help-arg-name = Орын аты: poll немесе refresh
help-arg-dir = Бұрынғы бағдарламаның қалтасы: онда .env және integrator.db
help-arg-port = Порт (кез келген бос порт)
help-heading-usage = Қалай жазу:
help-heading-commands = Командалар
help-heading-arguments = Не көрсету
help-heading-options = Кілттер
help-heading-global = Ортақ кілттер

## Командалық жол қателері

usage-unknown = { $arg } кілті белгісіз
usage-command = { $arg } командасы жоқ
usage-suggested = , { $suggestion } болар
usage-value = { $arg }: «{ $value }» келмейді
usage-value-missing = { $arg } кейін мән керек
usage-missing = Жетіспейді: { $arg }
usage-conflict = { $arg } мұнда артық
usage-no-command = Не істеу керегі айтылмаған
usage-date = { $arg }: «{ $value }» күн емес, жыл-ай-күн түрінде жазыңыз, мысалы 2026-11-01
usage-period = { $arg }: «{ $value }» мерзім емес, санды d, h немесе w әрпімен жазыңыз, мысалы 30d

## Тексеру

pass-nothing = Барлығы көшірілді, істейтін ештеңе жоқ.
pass-created = { $count ->
        [one] { $count } тапсырыс көшірілді, { $amount } ₸.
       *[other] { $count } тапсырыс көшірілді, { $amount } ₸.
    }
pass-would-create = { $count ->
        [one] { $count } жаңа мәміле болады, { $amount } ₸.
       *[other] { $count } жаңа мәміле болады, { $amount } ₸.
    }
pass-adopted = { $count ->
        [one] { $count } мәміле amoCRM-де бар екен, біз оны таныдық.
       *[other] { $count } мәміле amoCRM-де бар екен, біз оларды таныдық.
    }
pass-updated = { $count ->
        [one] { $count } мәміле жаңартылды.
       *[other] { $count } мәміле жаңартылды.
    }
pass-failed = { $count ->
        [one] { $count } тапсырысты көшіру мүмкін болмады, ол жоғалмайды.
       *[other] { $count } тапсырысты көшіру мүмкін болмады, олар жоғалмайды.
    }
pass-doubts = { $count ->
        [one] amoCRM { $count } жазба туралы әлі жауап берген жоқ: келесі тексеруде білеміз.
       *[other] amoCRM { $count } жазба туралы әлі жауап берген жоқ: келесі тексеруде білеміз.
    }
pass-later = { $count ->
        [one] { $count } тапсырыс қайталау кезегін күтіп тұр.
       *[other] { $count } тапсырыс қайталау кезегін күтіп тұр.
    }
pass-dry = Сынақ көрсетілім: Kaspi-ге де, amoCRM-ге де ештеңе жазылған жоқ.
pass-contacts = { $count ->
        [one] Жаңа контакт: { $count }
       *[other] Жаңа контакт: { $count }
    }
pass-notes = Ескертпе: { $count }
pass-left-out = Көшірмейміз: { $count }
pass-seen = { $count ->
        [one] { $count } тапсырыс қаралды
       *[other] { $count } тапсырыс қаралды
    }
pass-requests = сұраулар: Kaspi { $kaspi }, amoCRM { $amocrm }
pass-seconds = { $seconds } с
pass-more = … және тағы { $count }; толық: --json
pass-retry-at = { $at } қайталаймыз
pass-waits = сізді күтеді
group-create_deal = Жаңа мәмілелер
group-adopt_deal = Танылған мәмілелер
group-move_stage = Кезең ауысуы
group-update_deal = Мәмілелердегі өзгерістер
group-failures = Мүмкін болмағандары
marked-retry = Қайталаймыз: { $orders }.
marked-skip = Енді көшірмейміз: { $orders }.
marked-unskip = Қайта көшіреміз: { $orders }.
marked-release = Кезеңді ережелерге қайтарамыз: { $orders }.
marked-queued = Қазір басқа көшірме істеп жатыр: қалғанын сол істейді.
marked-dry = Сынақ көрсетілім: белгі қойылған жоқ.
relink-done = { $order } тапсырысы енді «{ $name }» мәмілесінде ({ $deal }).
relink-would = { $order } тапсырысы «{ $name }» мәмілесіне ({ $deal }) көшеді. Сынақ көрсету: ештеңе жазылған жоқ.
relink-previous = Бұрынғы мәміле: { $deal }. Оған тиіспейміз, тек тапсырыс нөмірі алынады.
relink-left-behind = Тапсырыс нөмірі бұрынғы { $deal } мәмілесінде қалды: amoCRM оны алуға рұқсат бермеді.
relink-pending = amoCRM жауап беріп үлгермеді: келесі тексеру басталғанын аяқтайды.
forget-done = Сатып алушының аты мен телефоны өшірілген тапсырыстар: { $count }.
forget-would = Сатып алушының аты мен телефоны өшірілетін тапсырыстар: { $count }. Сынақ көрсету: ештеңе өшірілген жоқ.
progress-listing = Kaspi тапсырыстарын оқып жатырмыз
progress-listed = Тапсырыс: { $count }
progress-checked = amoCRM мәмілелерін оқып жатырмыз: { $count }
progress-settling = Не жазылғанын amoCRM-нен анықтаймыз: { $seconds } с күтеміз
progress-writing = Мәмілелерді жазып жатырмыз
verify-period = { $from } — { $to }
verify-none = Бұл кезеңде тапсырыс та, мәміле де жоқ.
verify-equal = { $orders } = { $deals }. Әр тапсырыс amoCRM-де дәл бір рет бар.
verify-equal-skipped = { $orders } = { $deals } + { $skipped } сіз өткізіп жібергеніңіз. Қалған әр тапсырыс amoCRM-де дәл бір рет бар.
verify-unequal = Тапсырыс { $orders }, оның дәл бір мәмілесі бары { $deals }.
verify-unequal-skipped = Тапсырыс { $orders }, оның дәл бір мәмілесі бары { $deals }, сіз өткізіп жібергеніңіз { $skipped }.
verify-missing = Мәмілесі жоқ
verify-several = Мәмілесі бірнешеу
verify-alone = Тапсырысы жоқ мәмілелер
verify-fix = Жетіспейтіндерін көшіру: kopir verify --from { $from } --to { $to } --fix
run-started = Әр { $seconds } с сайын тексереміз. Тоқтату: Ctrl+C.
run-stopped = Тоқтатылды. Үлгергені жазылды.

## Тізімдер

col-order = Тапсырыс
col-state = Kaspi-де
col-amount = Сома
col-deal = Мәміле
col-phase = Қайда
col-created = Жасалды
col-left = Қалды
col-deadline = Тапсыру мерзімі
col-goods = Тауар
col-remark = Ескертпе
col-date = Күн
col-orders = Тапсырыс
col-failed = Сәтсіз
col-deals-created = Жаңа мәміле
col-contacts-created = Контакт
col-errors = Қате
col-id = Нөмірі
col-name = Аты
col-kind = Түрі
col-at = Қашан
col-question = Сұрақ
col-answer = Жауап
col-source = Қайдан
col-code = Код
phase-pending = кезекте
phase-done = көшірілді
phase-failed = өзіміз қайталаймыз
phase-waiting = сізді күтеді
phase-skipped = сіз өткізіп жібердіңіз
phase-ignored = көшірмейміз
state-NEW = Жаңа
state-SIGN_REQUIRED = Қол қоюда
state-PICKUP = Өзі алып кету
state-DELIVERY = Менің жеткізуім
state-KASPI_DELIVERY = Kaspi Жеткізу
state-ARCHIVE = Мұрағат
orders-none = Ондай тапсырыс жоқ.
orders-next = Келесілері: kopir orders --after { $order }
why-none = Бұл тапсырыс туралы айтатын ештеңе жоқ: тарих 180 күн сақталады.
deadlines-none = Тапсыратын ештеңе жоқ: мерзімі бар тапсырыстар жоқ.
left-minutes = { $minutes } мин
left-hours = { $hours } сағ { $minutes } мин
left-days = { $days } күн { $hours } сағ
late-minutes = { $minutes } мин кешікті
late-hours = { $hours } сағ { $minutes } мин кешікті
late-days = { $days } күн { $hours } сағ кешікті
stats-total = { $count ->
        [one] Мәмілесі бар { $count } тапсырыс, { $amount } ₸.
       *[other] Мәмілесі бар { $count } тапсырыс, { $amount } ₸.
    }
stats-none = Бұл уақытта ештеңе болған жоқ.
errors-none = Қате жоқ.
errors-cleaned = { $count ->
        [one] { $count } қате жойылды.
       *[other] { $count } қате жойылды.
    }
check-ok = { $service }: бәрі істейді.
check-failed = { $service }: кедергі бар.
step-address = Мекенжай
step-proxy = Прокси
step-tls = Қорғаныс
step-silence = Жауаптар
step-clock = Сағат
step-connection = Байланыс
step-token = Токен
step-orders = Тапсырыстар
step-rights = Құқықтар
step-pipeline = Воронка
step-stage = Кезең
step-field = Өріс
ids-account = «{ $name }» аккаунты, нөмірі { $id }
ids-pipeline = «{ $name }» воронкасы — AMO_PIPELINE_ID={ $id }
ids-stages = Кезеңдер (AMO_STATUS_ID):
ids-unsorted = реттелмегендер, келмейді
ids-users = Пайдаланушылар (AMO_RESPONSIBLE_USER_ID)
ids-inactive = өшірілген
ids-admin = әкімші
ids-lead-fields = Мәміле өрістері
ids-contact-fields = Контакт өрістері
ids-catalogs = Каталогтар
health-ok = Бәрі дұрыс.
health-warning = Істеп тұр, бірақ қарайтын нәрсе бар.
health-error = Көшіру тоқтатылды.
health-last-poll = Соңғы тексеру
health-no-poll = әлі болған жоқ
health-waiting = Кезекте
health-today = Бүгін
health-today-value = { $count ->
        [one] { $count } тапсырыс, { $amount } ₸
       *[other] { $count } тапсырыс, { $amount } ₸
    }
health-token = amoCRM токені
health-token-until = { $date } дейін
health-token-unknown = мерзімі белгісіз
health-token-none = көрсетілмеген
migrated = Дерекқор дайын: { $path }
takeover-adopted = Мәмілесімен бірге көшірілген тапсырыстар: { $count }.
takeover-nothing = Онда мәмілесі бар жаңа тапсырыс жоқ.
takeover-unchanged = Мұның бәрі бұрын көшірілген: ештеңе өзгерген жоқ.
takeover-skipped = Мәмілесі жоқ тапсырыстар: { $count }. Оларды кәдімгі тексеру қарайды.
takeover-missing = amoCRM-де енді жоқ мәмілелер: { $count }. Қараңыз: kopir orders --failed.
takeover-settings = Сақталған баптаулар: { $names }.
takeover-next = Бұрынғы бағдарламаны енді іске қоспаңыз. Әрі қарай: kopir poll --dry-run.
takeover-dry = Сынама іске қосу: ештеңе өзгерген жоқ.
unlocked-freed = «{ $name }» орны босатылды: оны ұстаған көшірме енді істемейді.
unlocked-free = «{ $name }» орны онсыз да бос.

## Мысал

demo-title = Мысал: бір айлық тапсырысы бар дүкен мен amoCRM, екеуі де бағдарламаның ішінде.
demo-note = Аккаунт та, желі де керек емес, деректер ойдан шығарылған, қалта уақытша.
demo-dry = Сынақ көрсетілім
demo-sync = Көшіру
demo-again = Тағы бір тексеру
demo-stats = Статистика
demo-next = Енді шын мәнінде: токендерді .env файлына жазып, kopir check kaspi іске қосыңыз.

## Браузердегі экрандар

serve-started = Köpir экрандары осы компьютерде жұмыс істеп тұр. Ctrl+C тоқтатады.
serve-link = Сілтемені браузерде ашыңыз, ол бір рет қана жарайды: { $link }
serve-expired = Браузерден жарты сағат ештеңе сұралмады, кіру жабылды.
serve-used = Бұл сілтеме енді жарамайды.
    .todo = Жаңа сілтемені ашыңыз: оны терминалда kopir serve шығарады; ол жерде болмаса, команданы қайта іске қосыңыз.
serve-session = Köpir-ге кіру аяқталды.
    .todo = Жаңа сілтемені ашыңыз: оны терминалда kopir serve шығарады; ол жерде болмаса, команданы қайта іске қосыңыз.
serve-host = Бұл мекенжай Köpir-ге арналмаған.
    .todo = kopir serve шығарған сілтемені ашыңыз.
serve-origin = Сұрау Köpir бетінен келген жоқ.
    .todo = kopir serve шығарған сілтемені ашыңыз.
serve-ask = Köpir бұл сұрақты түсінбеді.
    .todo = Бетті жаңартыңыз.

auth-opened = amoCRM бетінде рұқсат беріңіз, ол браузерде ашылды. { $minutes } мин күтеміз. Бет ашылмаса:
auth-open = Осы компьютердің браузерінде ашып, рұқсат беріңіз. { $minutes } мин күтеміз.
auth-kaspi = Kaspi жауап береді. 14 күндегі тапсырыс: { $count }, жұмыста: { $open }.
auth-amocrm = amoCRM қосылды: «{ $name }», { $host }.
auth-renewed = Қолжетімділікті өзіміз ұзартамыз; байланыссыз ол { $date } дейін сақталады.
auth-until = Токен { $date } дейін жарамды, содан кейін жаңасы керек.
auth-long-lived = Ұзақ мерзімді токен сақталды, ол мерзімін айтпайды.
auth-no-admin = Рұқсатты әкімші бермеген: тапсырыс нөмірінің өрісін жасай алмаймыз. Әкімшіні қосыңыз немесе одан өріс жасауды сұраңыз: kopir fields.
fields-there = бар
fields-not-there = жоқ
fields-how = Жетіспейтіндерін жасау: kopir fields --create КОД,КОД
fields-ask = Өрістерді тек amoCRM әкімшісі жасайды: оның рұқсатын қосыңыз немесе осы кестені соған жіберіңіз.
help-auth = Kaspi немесе amoCRM қосу
help-arg-code = 20 минуттық код немесе браузер тоқтаған толық мекенжай; «-» стандартты енгізуден оқиды
help-arg-token = Токен; «-» стандартты енгізуден оқиды
help-arg-no_browser = Браузерді ашпай, тек мекенжайды шығару
help-fields = Köpir толтыратын мәміле өрістері
help-arg-create = Осы кодтары бар өрістерді жасау
## Ашық сұрақтар

probe-send = Бізге kopir probe --json нәтижесін жіберіңіз.
probe-stored = Жауаптар сақталды: kopir probe --saved.
probe-not-stored = Жауаптар сақталмады.
probe-nothing = Әлі ештеңе сұралмаған: kopir probe.

## Кезең ережелері

help-rules = Тапсырыс жолда жүргенде мәміле қай кезеңде тұратынын көрсету
help-rules-set = Кезең ережелерін беру
help-rules-suggest = Кезеңдердің атауы бойынша ережелер ұсыну
help-arg-file = JSON ережелер файлы; «-» оны стандартты енгізуден оқиды
help-arg-default = Әдеттегі ережелерге оралу
col-standing = Kaspi-дегі тапсырыс
col-stage = Мәміле кезеңі
rules-default = Өз ережелеріңіз жоқ, әдеттегісі қолданылады. Жаңа мәміле баптаулардағы кезеңнен басталады.
rules-saved = Сіздің ережелеріңіз қолданылады; алғашқы сай келгені есептеледі.
rules-any = кез келген
rules-others = қалғандары: әдеттегідей
rules-leave = өзгертпейміз
rules-reason = себебі { $id }
rules-untouched = оны ешкім жылжытпаса
rules-how = Өзіңіздікін беру: kopir rules suggest > rules.json, содан кейін kopir rules set rules.json.
rules-set = { $count } ереже сақталды.
rules-set-dry = Сынақ көрсетілім: { $count } ереже жарайды, сақталған жоқ.
rules-unset = Қайтадан әдеттегі ережелер қолданылады.
rules-unset-dry = Сынақ көрсетілім: ережелер бұрынғыдай қалды.
rules-moves = { $count ->
        [0] Ашық мәмілелер орнында қалады.
       *[other] Салыстыру { $count } мәмілені жылжытады.
    }
rules-due = { $count } тапсырыс жойылған кезеңнің кесірінен күткен: қайтадан кезекте.
rules-next = Әрі қарай: kopir reconcile. kopir run жұмыс істеп тұрса, мұны өзі жасайды.
