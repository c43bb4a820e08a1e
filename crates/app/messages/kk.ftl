# Не дұрыс емес (мәні) және не істеу керек (.todo). Әрқайсысы бір сөйлем, леп белгісіз.

no-detail = түсіндірмесіз

## Kaspi

kaspi-unauthorized = Kaspi токенді қабылдамай қойды.
    .todo = Токенді Kaspi кабинетінен (Баптаулар → API токені) көшіріп, KASPI_API_TOKEN жолына жазыңыз.
    .cause = Kaspi токенді енді қабылдамайды
kaspi-silent = Kaspi байланысты қабылдады, бірақ жауап бермейді.
    .todo = Көбіне VPN немесе желі сүзгісі кедергі болады: өшіріп көріңіз немесе басқа желіден байқаңыз; тапсырыстар жоғалмайды.
kaspi-unreachable = Kaspi-мен байланыс жоқ.
    .todo = Интернет пен проксиді тексеріңіз; тапсырыстар жоғалмайды, келесі тексеру оларды алады.
kaspi-tls = Kaspi-мен қорғалған байланыс орнамады.
    .todo = Әдеттегі себептер: қорғалған байланысты қарайтын антивирус, сондай компания проксиі немесе компьютердің қате күні; Köpir-ді ерекшеліктерге қосыңыз, күнді түзетіңіз.
kaspi-rate_limited = Kaspi күте тұруды сұрайды.
    .todo = Ештеңе істеудің қажеті жоқ, келесі тексеру жалғастырады; жиі қайталанса, KASPI_RPS мәнін азайтыңыз.
kaspi-server = Kaspi өз жағынан қате қайтарып тұр.
    .todo = Ештеңе істеудің қажеті жоқ: тапсырыстар жоғалмайды, келесі тексеру оларды алады.
kaspi-not_json = Kaspi деректің орнына веб-бет жіберді.
    .todo = KASPI_BASE_URL мәнін, VPN мен проксиді тексеріңіз.
kaspi-bad_request = Kaspi сұрауды қабылдамады: { $detail }.
    .todo = Тағы бір рет тексеріңіз; көмектеспесе, осы сөздерді бізге жіберіңіз.
kaspi-unreadable = Бұл тапсырыстың Kaspi-дегі деректері оқылмайды: { $detail }.
    .todo = Тапсырысты Kaspi кабинетінде ашып көріңіз; біз өзіміз қайталап көреміз.
kaspi-order_gone = Kaspi бұл тапсырысты енді көрсетпейді.
    .todo = Оны Kaspi кабинетінен қараңыз; қажет болмаса, өткізіп жіберіңіз: kopir skip.
order-amount = Бұл тапсырыстың сомасы ақшаға ұқсамайды.
    .todo = Тапсырысты Kaspi кабинетінде ашып көріңіз; біз өзіміз қайталап көреміз.
order-other_shop = Мұндай нөмірлі тапсырыс басқа дүкеннен келіп қойған.
    .todo = amoCRM-дегі мәмілені қарап, оның қай дүкендікі екенін шешіңіз.

## amoCRM

amocrm-unauthorized = amoCRM токенді қабылдамай қойды.
    .todo = amoCRM интеграциясының баптауларында жаңа ұзақ мерзімді токен жасап, AMO_ACCESS_TOKEN жолына жазыңыз.
    .cause = amoCRM токенді енді қабылдамайды
amocrm-token_ended = amoCRM токенінің мерзімі { $date } күні бітті.
    .todo = Жаңа ұзақ мерзімді токен жасап, AMO_ACCESS_TOKEN ішіне жазыңыз; ол күн әлі алда болса, компьютердің күні қате.
amocrm-unpaid = amoCRM төлем мерзімі аяқталды.
    .todo = Төлемді ұзартыңыз: көшіру өзі жалғасады, тапсырыстар жоғалмайды.
    .cause = amoCRM төлем мерзімі аяқталды
amocrm-forbidden = amoCRM бұл пайдаланушыға рұқсат бермейді: { $detail }.
    .todo = Токенді amoCRM әкімшісінен алыңыз немесе одан мәмілелер мен контактілерге құқық сұраңыз.
    .cause = amoCRM-де құқықтар жетпейді
amocrm-blocked = amoCRM бізге кіруді жауып қойды.
    .todo = Бұғаттау ұзармауы үшін сұрауды тоқтаттық: amoCRM қолдау қызметіне интеграция сұраулары 403 жауабын алатынын жазыңыз.
    .cause = amoCRM бізге кіруді жапты
amocrm-unreachable = amoCRM-мен байланыс жоқ.
    .todo = AMO_BASE_URL мәнін, интернет пен проксиді тексеріңіз; тапсырыстар жоғалмайды.
amocrm-tls = amoCRM-мен қорғалған байланыс орнамады.
    .todo = Әдеттегі себептер: қорғалған байланысты қарайтын антивирус, сондай компания проксиі немесе компьютердің қате күні; Köpir-ді ерекшеліктерге қосыңыз, күнді түзетіңіз.
amocrm-rate_limited = amoCRM күте тұруды сұрайды.
    .todo = Ештеңе істеудің қажеті жоқ, келесі тексеру жалғастырады; жиі қайталанса, AMO_RPS мәнін азайтыңыз.
amocrm-server = amoCRM өз жағынан қате қайтарып тұр.
    .todo = Ештеңе істеудің қажеті жоқ: тапсырыстар жоғалмайды, келесі тексеру жалғастырады.
amocrm-not_json = amoCRM деректің орнына веб-бет жіберді.
    .todo = AMO_BASE_URL сіздің amoCRM мекенжайыңыз екенін және прокси оны өткізетінін тексеріңіз.
amocrm-rejected = amoCRM сұрауды қабылдамады: { $detail }.
    .todo = Тағы бір рет тексеріңіз; көмектеспесе, осы сөздерді бізге жіберіңіз.
amocrm-validation = amoCRM бұл тапсырыстың мәмілесін қабылдамады: { $detail }.
    .todo = amoCRM-де аталғанды (міндетті өрістерді, жауаптыны) түзетіп, тапсырысты қайталаңыз: kopir retry.
amocrm-account_changed = Бұл басқа amoCRM аккаунты: бұрын { $expected } еді, енді { $found }.
    .todo = Бұрынғы AMO_BASE_URL мен AMO_ACCESS_TOKEN мәндерін қайтарыңыз немесе жаңа аккаунтқа бөлек деректер қалтасын беріңіз (--data-dir).
    .cause = басқа amoCRM аккаунты қосылған
amocrm-field_gone = Мәміленің Kaspi тапсырыс нөміріне арналған өрісі amoCRM-нен жойылған.
    .todo = Қайталанған мәмілелер болмауы үшін жаңалары жасалмайды: KASPI_ORDER_CODE коды бар өрісті қайтарыңыз.
    .cause = amoCRM-де тапсырыс нөмірінің өрісі жойылған
amocrm-field_rights = amoCRM-де тапсырыс нөміріне өріс жасау мүмкін емес: пайдаланушының құқығы жетпейді.
    .todo = Бір рет amoCRM әкімшісінің токенін қолданыңыз немесе одан KASPI_ORDER_CODE коды бар мәтіндік мәміле өрісін жасауды сұраңыз.
    .cause = тапсырыс нөмірінің өрісін жасауға құқық жоқ
deal-deleted = Бұл тапсырыстың мәмілесі amoCRM-нен жойылған.
    .todo = Оны өзіміз қайта жасамаймыз; тапсырыс енді қажет болмаса, өткізіп жіберіңіз: kopir skip.
deal-merged = amoCRM бұл тапсырыстың мәмілесін басқасымен біріктіріп жіберді.
    .todo = Бұл дереккөз үшін телефон бойынша қайталануды бақылауды өшіріп, мәмілелерді бөліп, тапсырысты қайталаңыз: kopir retry.

## Тексеру

config-pipeline = Бұл amoCRM-де { $value } нөмірлі воронка жоқ.
    .todo = AMO_PIPELINE_ID жолына kopir ids тізіміндегі нөмірді жазыңыз.
    .cause = amoCRM-де мұндай воронка жоқ
config-stage = Бұл воронкада { $value } нөмірлі кезең жоқ немесе мәмілені оған қоюға болмайды.
    .todo = AMO_STATUS_ID жолына kopir ids тізіміндегі кезең нөмірін жазыңыз.
    .cause = воронкада мұндай кезең жоқ
account-rival = Осы amoCRM-ге басқа деректер қалтасынан тағы бір Köpir көшіріп жатыр.
    .todo = Біреуін тоқтатып, қалғанында kopir unlock poll орындаңыз; оған дейін қайталанбауы үшін жаңа мәмілелер жасалмайды.
    .cause = мәмілелерді тағы бір Köpir жасап жатыр
account-busy = Көшіруді Köpir-дің басқа көшірмесі жүргізіп жатыр.
    .todo = Оны күтіңіз немесе тоқтатыңыз; ол жоқ болса, орнын босатыңыз: kopir unlock poll.
ledger-unusable = Дерекқор жазбаны қабылдамайды: { $detail }.
    .todo = Дискідегі орынды және деректер қалтасының құқықтарын тексеріңіз; дерекқордың өзі бүтін.
    .cause = дерекқор жазбаларды қабылдамайды
interrupted = Сіздің сұрауыңызбен тоқтатылды.
    .todo = Үлгергені жазылды; қалғанын келесі тексеру алады.
connection-no_address = { $host } атауы ешқайда апармайды.
    .todo = Интернетті және мекенжайдың жазылуын тексеріңіз; VPN не DNS сүзгісін сынап көру үшін өшіріңіз.
connection-proxy = { $proxy } проксиі бізді { $host } жағына өткізбейді.
    .todo = Оның мекенжайы мен құпиясөзін тексеріңіз немесе әкімшіден { $host } үшін рұқсат сұраңыз; KOPIR_PROXY=none проксиді айналып өтеді.

## Баптаулар

config-missing = { $count ->
        [1] Көрсетілмеген: { $fields }.
       *[other] Көрсетілмегендер: { $fields }.
    }
    .todo = Мәндерді .env файлына немесе орта айнымалыларына жазыңыз.
config-number = { $field }: «{ $value }» келмейді.
    .todo = { $min } мен { $max } аралығындағы бүтін сан жазыңыз.
config-id = { $field }: «{ $value }» нөмір емес.
    .todo = kopir ids тізіміндегі нөмірді жазыңыз.
config-switch = { $field }: «{ $value }» иә де, жоқ та емес.
    .todo = true немесе false деп жазыңыз.
config-token = { $field }: токен толық көшірілмеген немесе артық таңбасы бар.
    .todo = Оны бір жолмен, бос орынсыз қайта көшіріңіз.
config-token_amocrm = { $field }: бұл amoCRM токеніне ұқсайды.
    .todo = Kaspi токені қысқарақ және «=» таңбасымен аяқталады: оны Kaspi сатушы кабинетінен көшіріңіз (Баптаулар → API токені).
    .hint = Бұл amoCRM токеніне ұқсайды. Kaspi токені қысқарақ және «=» таңбасымен аяқталады
config-token_kaspi = { $field }: бұл Kaspi токеніне ұқсайды.
    .todo = amoCRM токені ұзынырақ және «eyJ» деп басталады: amoCRM интеграциясының баптауында ұзақ мерзімді токен жасаңыз.
    .hint = Бұл Kaspi токеніне ұқсайды. amoCRM токені ұзынырақ және «eyJ» деп басталады
config-proxy = { $field }: бұл прокси мекенжайы емес.
    .todo = system, none немесе http://proxy.example:3128 сияқты мекенжай жазыңыз.
config-kaspi_moved = { $field }: бұл мекенжайда Kaspi жауап бермейді, ал { $value } мекенжайында жауап береді.
    .todo = { $field } жолын өшіріңіз: ол мекенжай онсыз да белгілі.
config-amo_address = { $field }: «{ $value }» amoCRM мекенжайы емес.
    .todo = https://СІЗДІҢ_ПОДДОМЕН.amocrm.ru түріндегі мекенжайды жазыңыз.
config-kaspi_address = { $field }: «{ $value }» Kaspi мекенжайы емес.
    .todo = Бұл жолды өшіріңіз: https://kaspi.kz/shop/api/v2 мекенжайы онсыз да белгілі.
config-state = { $field }: Kaspi-де «{ $value }» күйі жоқ.
    .todo = Осы тізімнен қажеттісін қалдырыңыз: { $known }.
config-zone = { $field }: «{ $value }» уақыт белдеуі белгісіз.
    .todo = Asia/Almaty сияқты атау жазыңыз.
config-level = { $field }: «{ $value }» деңгейі белгісіз.
    .todo = error, warn, info, debug немесе trace деп жазыңыз.
config-template = { $field }: ескертпе үлгісі оқылмайды: { $detail }.
    .todo = Жақшалар мен атауларды тексеріңіз: code, items, total, customer, address, delivery, payment, planned_date, state, shop.
config-database = { $field }: «{ $value }» біз білетін дерекқор емес.
    .todo = sqlite:ЖОЛ деп жазыңыз немесе жолды өшіріңіз, сонда дерекқор деректер қалтасында жатады.
config-postgres = { $field }: бұл нұсқа PostgreSQL-ді әлі білмейді.
    .todo = sqlite:ЖОЛ деп жазыңыз немесе жолды өшіріңіз, сонда дерекқор деректер қалтасында жатады.
env_file-missing = «{ $file }» баптау файлы жоқ.
    .todo = --env-file кейінгі жолды тексеріңіз.
env_file-folder = «{ $file }» баптау файлы емес, қалта.
    .todo = Файлды көрсетіңіз: --env-file ФАЙЛ.
env_file-unreadable = «{ $file }» баптау файлы ашылмайды: { $detail }.
    .todo = Файлдың құқықтарын тексеріңіз.
env_file-encoding = «{ $file }» баптау файлы UTF-8 кодтауында емес.
    .todo = Оны редакторда ашып, UTF-8 кодтауында сақтаңыз.
env_file-line = «{ $file }» баптау файлының { $line }-жолы оқылмайды.
    .todo = Оны АТАУЫ=МӘНІ деп жазыңыз, тырнақшаны жабыңыз немесе жолды өшіріңіз.
data_dir-unusable = «{ $path }» деректер қалтасын пайдалану мүмкін емес: { $detail }.
    .todo = Жазу құқығын беріңіз немесе басқа қалта таңдаңыз: --data-dir ҚАЛТА.
database-foreign = { $field }: «{ $path }» Köpir дерекқоры емес.
    .todo = Басқа файлды көрсетіңіз; бұған тиіскен жоқпыз.
database-node = { $field }: «{ $path }» Node-тағы бұрынғы интеграцияның дерекқоры.
    .todo = Оған тиіскен жоқпыз: басқа файлды көрсетіңіз, ал оның тапсырыстарын kopir import-node алады.
database-newer = { $field }: «{ $path }» дерекқорын Köpir-дің жаңарақ нұсқасы жасаған.
    .todo = Köpir-ді жаңартыңыз; дерекқорға тиіскен жоқпыз.
database-read_only = «{ $path }» дерекқорын тек оқуға болады.
    .todo = Жазу құқығын беріңіз немесе басқа қалта таңдаңыз: --data-dir ҚАЛТА.
database-folder = «{ $path }» ішінде дерекқор ұстау мүмкін емес: { $detail }.
    .todo = Жазу құқығын беріңіз немесе басқа қалта таңдаңыз: --data-dir ҚАЛТА.
database-damaged = «{ $path }» дерекқоры зақымдалған: { $detail }.
    .todo = Біз оған тиіскен жоқпыз: сақтық көшірмеңізді қайтарыңыз немесе файлдың атын өзгертіңіз — жаңа дерекқор мәмілелерді тапсырыс нөмірі бойынша табады.
database-full = «{ $path }» дерекқорына дискіде орын қалмады.
    .todo = Орын босатып, қайталаңыз; дерекқордың өзі бүтін.
database-locked = «{ $path }» дерекқорын басқа бағдарлама ұстап тұр.
    .todo = Оны жауып, қайталаңыз.

## Командалар

order-unknown = { $count ->
        [1] { $orders } тапсырысын әлі көрген жоқпыз.
       *[other] Бұл тапсырыстарды әлі көрген жоқпыз: { $orders }.
    }
    .todo = Нөмірін тексеріңіз; жаңа тапсырыстар kopir poll кейін шығады.
lease-alive = «{ $name }» орнын Köpir-дің істеп тұрған көшірмесі алып тұр ({ $pid } процесі).
    .todo = Алдымен оны тоқтатыңыз.
usage = { $detail }.
    .todo = Анықтама: kopir --help.
serve-port = { $value } порты бос емес немесе жабық: { $detail }.
    .todo = Басқасын таңдаңыз: --port ПОРТ, немесе көрсетпеңіз, сонда бос порт аламыз.
output = Жауапты шығарылатын жеріне жазу мүмкін болмады.
    .todo = Дискідегі орынды тексеріңіз; жұмыстың өзі орындалды.
internal = Бағдарламаның өз қатесі: { $detail }.
    .todo = Жазылғаны бүтін; осы сөздерді бізге жіберіңіз, түзетеміз.

## Тапсырыспен не істелді

detail-contact_found = контакт бар
detail-contact_new = жаңа контакт
detail-contact_of_another_order = көрші тапсырыстың контактісі
detail-no_phone = телефон жасырын, контактісіз
detail-checked_on_apply = жазғанда тексереміз
detail-note = ескертпе

## Назар аударыңыз

notice-clock_slow = Бұл компьютердің сағаты { $minutes } мин артта.
    .todo = Оны түзетіңіз: біз сервистердің уақытымен жүреміз, бірақ экрандағы мерзімдер қате болады.
notice-clock_fast = Бұл компьютердің сағаты { $minutes } мин алда.
    .todo = Оны түзетіңіз: біз сервистердің уақытымен жүреміз, бірақ экрандағы мерзімдер қате болады.
notice-responsible_inactive = { $user } пайдаланушысы amoCRM-де өшірілген, жауаптыны amoCRM таңдайды.
    .todo = AMO_RESPONSIBLE_USER_ID жолына басқасын жазыңыз: kopir ids.
notice-duplicate_deals = { $order } тапсырысының бірнеше мәмілесі бар: { $deals }.
    .todo = Біз біріншісін жүргіземіз; артығын amoCRM-де өзіңіз жабыңыз.

## Күйі

health-fail_streak = Қатарынан сәтсіз тексерулер: { $count }.
    .todo = Себебін қараңыз: kopir errors.
health-never = Тексеру әлі болған жоқ.
    .todo = kopir poll немесе kopir run іске қосыңыз.
health-heartbeat = Соңғы сәтті тексеру { $minutes } мин бұрын болды.
    .todo = kopir run немесе кесте істеп тұрғанын тексеріңіз.
health-backlog = { $count ->
        [one] { $count } тапсырыс мәмілесін күтіп тұр.
       *[other] { $count } тапсырыс мәмілесін күтіп тұр.
    }
    .todo = Себебін қараңыз: kopir errors.
health-failed_orders = { $count ->
        [one] { $count } тапсырысты көшіру мүмкін болмады.
       *[other] { $count } тапсырысты көшіру мүмкін болмады.
    }
    .todo = Не кедергі екенін қараңыз: kopir orders --failed.
health-token_ends = { $days ->
        [one] amoCRM-ге қолжетімділік { $days } күннен кейін аяқталады.
       *[other] amoCRM-ге қолжетімділік { $days } күннен кейін аяқталады.
    }
    .todo = Жаңа ұзақ мерзімді токен жасап, AMO_ACCESS_TOKEN жолына жазыңыз, көшіру үзілмейді.
health-token_ended = amoCRM токенінің мерзімі өтіп кетті.
    .todo = Жаңа ұзақ мерзімді токен жасап, AMO_ACCESS_TOKEN жолына жазыңыз.

## Байланысты тексеру

check-address = { $host }
check-proxy_none = жоқ
check-proxy_setting = { $proxy }, KOPIR_PROXY ішінен
check-proxy_environment = { $proxy }, орта айнымалыларынан
check-proxy_system = { $proxy }, жүйе баптауынан
check-tls = қорғалған, сертификат дұрыс
check-tls_none = осы компьютерде қажет емес
check-silence = жауап береді; біздің атымыз { $agent }
check-silence_order = Рет-ретімен тексеріңіз: сүзгі { $agent } атты бағдарламаны өткізе ме; VPN өшіріңіз; Қазақстандағы желіден көріңіз; токенді қайта көшіріңіз.
check-kaspi_rights = тапсырыстарды оқиды; Köpir Kaspi ішінде ештеңе өзгертпейді
check-kaspi_facts = Kaspi жауап береді. 14 күнде: { $count } тапсырыс, жұмыста { $open }
check-clock = { $seconds } с дәлдікпен дұрыс
check-clock_unknown = сервис өз уақытын айтпады
check-connection = байланыс бар
check-kaspi_token = Kaspi токенді қабылдайды
check-kaspi_orders = { $count ->
        [one] бір тәулікте { $state } күйінде { $count } тапсырыс
       *[other] бір тәулікте { $state } күйінде { $count } тапсырыс
    }
check-amocrm_token = «{ $name }» аккаунты, нөмірі { $id }
check-admin = әкімшінің токені
check-no_admin = әкімшінікі емес токен, күнделікті жұмысқа жетеді
check-pipeline = «{ $name }»
check-stage = «{ $name }»
check-field = тапсырыс нөмірінің өрісі бар
check-field_to_come = тапсырыс нөмірінің өрісін бірінші тексеру жасайды

## Экран

desk-not_live = Әзірге amoCRM-ге ештеңе жазбаймыз.
    .todo = Алдын ала қарауды ашып, алғашқы мәмілелерді жазыңыз: содан кейін көшіру өздігінен жүреді.
status-setup = { $service } әлі қосылмаған
    .todo = Жетіспейтінін .env файлына жазып, Köpir-ді қайта ашыңыз.
status-stopped = Көшіру тоқтатылды
status-stopped-by = Көшіру тоқтатылды: { $cause }
status-paused = Әзірге ештеңе жазбаймыз
status-paused-here = Осы жерден әзірге ештеңе жазбаймыз
status-dry_run = Баптауларда DRY_RUN қосулы: Köpir тек көрсетеді, ештеңе жазбайды.
status-first_look = amoCRM-ге не жазатынымызды қараңыз. Алғашқы жазудан кейін көшіру өздігінен жүреді.
status-standby = Köpir-дің басқа көшірмесі көшіріп жатыр
status-attention = Шешіміңізді күтетін тапсырыстар: { $count }
    .todo = Қалғандары әдеттегідей көшіріліп жатыр.
status-attention-other = Сіздің шешіміңіз керек
status-offline = { $service ->
        [Kaspi] Kaspi жауап бермейді, күтіп тұрмыз
        [amoCRM] amoCRM жауап бермейді, күтіп тұрмыз
       *[other] Желі жоқ, күтіп тұрмыз
    }
status-late = Соңғы тексеру { $count } минут бұрын болды
status-never = Тексеру әлі болған жоқ
status-catching_up = { $count } тапсырысты көшіріп жатырмыз
status-syncing = Тексеріліп жатыр
status-ok = Барлығы көшірілді
fact-demo = мысал
fact-missing = қосылмаған
fact-unknown = әлі тексерілмеген
fact-ok = жауап береді
fact-unreachable = жауап бермейді
fact-refused = шешіміңіз керек
notify-recovered = Көшіру қайта істеп тұр
notify-caught-up = { $count ->
        [0] Осы уақытта жаңа тапсырыс болған жоқ.
       *[other] { $count } тапсырыс көшірілді.
    }

## Ашық сұрақтар

probe-state_optional = Күйі көрсетілмеген тізім барлық тапсырысты көрсете ме?
probe-status_filter_with_state = Күймен бірге мәртебе сүзгісі орындала ма?
probe-status_filter_alone = Мәртебе сүзгісі жеке өзі орындала ма?
probe-sort_order = Тапсырыстар қандай ретпен келеді?
probe-page_size_over_100 = 100-ден үлкен бет не береді?
probe-entries_included = Тізімдерде тапсырыстың барлық жолы бар ма?
probe-phone_open = Ашық тапсырыстардың телефондары
probe-phone_completed = Берілген тапсырыстардың телефондары
probe-phone_cancelled = Бас тартылған тапсырыстардың телефондары
probe-phone_returned = Қайтарылған тапсырыстардың телефондары
probe-customer_id_when_masked = Сатып алушының id-і жасырын телефонды аша ма?
probe-window_14_days = Дәл 14 күндік аралық
probe-window_over_14_days = 14 күннен ұзақ аралық
probe-code_digits = Тапсырыс нөмірінде неше цифр бар?
probe-padded_id = Соңында «=» бар тапсырыс id-і
probe-unknown_words = Kaspi сөздері, біз білмейтіндері
probe-filter_told = Ақылы сүзу қосулы ма?
probe-filter_honoured = Сүзгі шынымен сүзе ме?
probe-user = Бұл кімнің токені?
probe-users_list = Пайдаланушылар тізімі
probe-code_field = Тапсырыс нөміріне арналған өріс
probe-catalogs = Тізімдер мен тауарлар
probe-order_by_id = Нөмір бойынша рет орындала ма?
probe-order_by_change = Өзгеріс бойынша рет орындала ма?
probe-next_link_host = Келесі бетке сілтеме қайда апарады?
probe-search_by_digits = Телефон цифрлары контактіні таба ма?
probe-search_by_code = Тапсырыс нөмірі мәмілені таба ма?
probe-customers = amoCRM ішіндегі сатып алушылар
probe-unsorted = Сұрыпталмағандар
probe-detail-counts = { $all } ішінен { $found }
probe-detail-names_limit = HTTP { $status }, шекті атайды
probe-detail-other_text = HTTP { $status }, басқа сөзбен
probe-detail-no_text = HTTP { $status }, сөзсіз
probe-detail-words = { $words }
probe-why-no_orders = 13 күнде мұндай тапсырыс жоқ
probe-why-few_orders = 13 күнде тапсырыс тым аз
probe-why-needs_state = күйсіз тізім берілмейді
probe-why-no_masked = телефоны жасырын тапсырыс жоқ
probe-why-no_padding = ешбір id-де соңғы «=» болмайды
probe-why-few_leads = екі мәміледен аз
probe-why-few_contacts = контакт тым аз
probe-why-many_users = пайдаланушы тым көп
probe-why-no_phone = телефоны бар контакт жоқ
probe-why-no_code = тапсырыс нөмірі бар мәміле жоқ
probe-why-not_asked = оған жетпеді
