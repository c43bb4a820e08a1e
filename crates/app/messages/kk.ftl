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
    .todo = amoCRM-ді қайта қосыңыз: қайтадан кіріңіз немесе жаңа ұзақ мерзімді токенді AMO_ACCESS_TOKEN жолына жазыңыз.
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
amocrm-token_unavailable = amoCRM-ге рұқсатты қазір алу мүмкін емес: { $detail }.
    .todo = Ештеңе істеудің қажеті жоқ, келесі тексеру қайталап көреді; қайталана берсе, деректер қалтасы ашыла ма және дискіде орын бар ма, тексеріңіз.
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
rules-stage_gone = Осы тапсырыс үшін ережелерде көрсетілген кезең amoCRM-де енді жоқ ({ $detail }).
    .todo = Көшіру ережелерінде басқа кезеңді көрсетіңіз.
order-stale = Тапсырыс 120 күннен астам аяқталмаған. Біз оны салыстыруды тоқтаттық.
    .todo = Оны Kaspi кабинетінде тексеріңіз; «қайталау» оны тағы бір рет салыстырады.
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
verify-too_much = Бұл кезеңде бір-бірлеп сұрау керек мәміле { $count } санынан көп.
    .todo = Кезеңді бөліктеп салыстырыңыз: --from … --to аралығын қысқартыңыз.
    .cause = кезең бір салыстыру үшін тым үлкен
verify-due = Әлі көшірілмеген.
verify-code_gone = { $deal } мәмілесі бар, бірақ тапсырыс нөмірі онда жоқ. Нөмірді тапсырыс өрісіне жазыңыз немесе тапсырысты өткізіп жіберіңіз: kopir skip.
verify-duplicates = { $deals } мәмілелері: біреуін қалдырып, басқаларын amoCRM-де жойыңыз.
verify-extra = { $count ->
        [1] { $deals } мәмілесі: мұндай тапсырысты Kaspi көрсетпейді. Оны amoCRM-де тексеріңіз.
       *[other] { $deals } мәмілелері: мұндай тапсырысты Kaspi көрсетпейді. Оларды amoCRM-де тексеріңіз.
    }
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
config-token_kaspi = { $field }: бұл Kaspi токеніне ұқсайды.
    .todo = amoCRM токені ұзынырақ және «eyJ» деп басталады: amoCRM интеграциясының баптауында ұзақ мерзімді токен жасаңыз.
config-proxy = { $field }: бұл прокси мекенжайы емес.
    .todo = system, none немесе http://proxy.example:3128 сияқты мекенжай жазыңыз.
config-kaspi_moved = { $field }: бұл мекенжайда Kaspi жауап бермейді, ал { $value } мекенжайында жауап береді.
    .todo = { $field } жолын өшіріңіз: ол мекенжай онсыз да белгілі.
config-amo_address = { $field }: «{ $value }» amoCRM мекенжайы емес.
    .todo = https://СІЗДІҢ_ПОДДОМЕН.amocrm.ru түріндегі мекенжайды жазыңыз.
config-redirect = «{ $value }» қайта бағыттау сілтемесі оқылмайды.
    .todo = AMO_REDIRECT_URI ішіне интеграциядағы сілтеменің өзін жазыңыз, мысалы http://localhost:17171/callback.
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
config-rules_file = { $field }: ережелер файлы оқылмайды: { $detail }.
    .todo = Файлдың жолы мен рұқсатын тексеріңіз.
config-rules_encoding = { $field }: ережелер файлы UTF-8 кодтауында емес.
    .todo = Оны UTF-8 кодтауында сақтаңыз.
config-rules_large = { $field }: ережелер файлы { $max } КиБ-тан үлкен.
    .todo = Сол файл ма, тексеріңіз; үлгісін kopir rules --json көрсетеді.
config-rules_syntax = { $field }: бұл JSON емес: { $line }-жол, { $column }-таңба.
    .todo = Осы жердегі жақшаларды, тырнақшаларды және үтірлерді тексеріңіз; үлгісін kopir rules --json көрсетеді.
config-rules_shape = { $field }: ережелер тізім болуы керек.
    .todo = [ белгісінен бастап, ] белгісімен аяқтаңыз; үлгісін kopir rules --json көрсетеді.
config-rules_empty = { $field }: тізімде бірде-бір ереже жоқ.
    .todo = Ережелерді жазыңыз немесе әдеттегісін қайтарыңыз: kopir rules set --default.
config-rules_many = { $field }: ережелер саны { $count }, ал { $max } ережеден аспауы керек.
    .todo = Ережелерді біріктіріңіз: null барлығына сай келеді.
config-rules_object = { $field }: { $number }-ереже — ереже емес.
    .todo = Ереже фигуралы жақшада жазылады; үлгісін kopir rules --json көрсетеді.
config-rules_member = { $field }: { $number }-ереже: ережелерде «{ $member }» деген сөз жоқ.
    .todo = Мыналары бар: { $known }.
config-rules_value = { $field }: { $number }-ереже, { $member }: «{ $value }» келмейді.
    .todo = Тізімнен таңдаңыз немесе null жазыңыз: { $known }.
config-rules_status = { $field }: { $number }-ереже, { $member }: «{ $value }» — Kaspi мәртебесі емес.
    .todo = Латынның бас әріптерімен және _ белгісімен жазыңыз, мысалы ACCEPTED_BY_MERCHANT.
config-rules_id = { $field }: { $number }-ереже, { $member }: «{ $value }» — нөмір емес.
    .todo = kopir ids тізіміндегі нөмірді тырнақшасыз жазыңыз.
config-rules_half = { $field }: { $number }-ереже: { $member } көрсетілмеген.
    .todo = Воронканы да, кезеңді де көрсетіңіз немесе екеуіне де null жазыңыз: сонда мәміле орнында қалады.
config-rules_reason = { $field }: { $number }-ереже: { $member } тек 143-кезеңде болады.
    .todo = { $member } мәнін алып тастаңыз немесе 143-кезеңді көрсетіңіз.
config-rules_pipeline = { $field }: { $number }-ереже, { $member }: amoCRM-де { $value } воронкасы жоқ.
    .todo = kopir ids тізіміндегі нөмірді жазыңыз.
config-rules_stage = { $field }: { $number }-ереже, { $member }: «{ $name }» воронкасында { $value } кезеңі жоқ.
    .todo = kopir ids тізіміндегі нөмірді жазыңыз.
config-rules_unsorted = { $field }: { $number }-ереже, { $member }: «{ $name }» кезеңіне мәмілені ауыстыруға болмайды.
    .todo = kopir ids тізімінен басқа кезеңді таңдаңыз.
rules-new_status = { $number }-ереже: { $value } мәртебесін Kaspi-ден әлі көрген жоқпыз.
    .todo = Қатесі жоқ па, тексеріңіз.
rules-unchecked = amoCRM-нен сұрай алмадық: { $detail } Онда мұндай кезеңдер бар ма, тексерілмеді.
    .todo = Байланыс пайда болғанда ережелерді тағы бір рет беріңіз.
config-database = { $field }: «{ $value }» біз білетін дерекқор емес.
    .todo = sqlite:ЖОЛ деп жазыңыз немесе жолды өшіріңіз, сонда дерекқор деректер қалтасында жатады.
config-postgres = { $field }: бұл нұсқа PostgreSQL-ді әлі білмейді.
    .todo = sqlite:ЖОЛ деп жазыңыз немесе жолды өшіріңіз, сонда дерекқор деректер қалтасында жатады.
config-secrets = { $field }: «{ $value }» кілт сақталатын орын емес.
    .todo = Тізімнен біреуін жазыңыз: { $known }.
config-passphrase = { $field }: құпиясөз тіркесі берілмеген, ал KOPIR_SECRETS=file онсыз жұмыс істемейді.
    .todo = Оны ортаның айнымалысында беріңіз немесе KOPIR_SECRETS жолын өшіріңіз, сонда кілт жүйеде сақталады.
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

## Құпиялар қоймасы

secrets-no_keychain = Жүйеде кілттер қоймасы жоқ: { $detail }.
    .todo = Linux-та gnome-keyring немесе KWallet (kwalletmanager) орнатып, іске қосыңыз не KeePassXC ішінде Secret Service қызметін қосыңыз; серверде KOPIR_SECRETS=file және KOPIR_SECRETS_PASSPHRASE беріңіз. Токендер шифрланбай сақталмайды.
secrets-keychain_locked = Жүйенің кілттер қоймасы құлыптаулы.
    .todo = Құлпын ашып, қайталаңыз: құпиясөз сұрайтын терезе басқаларының артында ашылған болуы мүмкін.
secrets-keychain_denied = Жүйенің кілттер қоймасы Köpir-ді кіргізбейді: { $detail }.
    .todo = Köpir-ге kz.kopir.desktop жазбасына қол жеткізуге рұқсат беріп, қайталаңыз.
secrets-keychain_broken = Жүйенің кілттер қоймасы істемей қалды: { $detail }.
    .todo = Қайталаңыз; көмектеспесе, жүйеге қайта кіріңіз. Сақталған токендер бүтін.
secrets-key_lost = Жүйенің кілттер қоймасында «{ $path }» файлының кілті жоқ.
    .todo = Файлға тиіскен жоқпыз: жүйеге оны жасаған пайдаланушы болып кіріңіз немесе файлдың атын өзгертіп, Kaspi мен amoCRM-ді қайта қосыңыз.
secrets-wrong_passphrase = «{ $path }» файлы басқа құпиясөз тіркесімен шифрланған.
    .todo = KOPIR_SECRETS_PASSPHRASE мәнінің бұрынғысын қайтарыңыз; файлға тиіскен жоқпыз.
secrets-other_source = { $sealed ->
        [keyring] «{ $path }» файлы жүйе қоймасындағы кілтпен шифрланған, ал KOPIR_SECRETS құпиясөз тіркесін көрсетеді.
       *[file] «{ $path }» файлы құпиясөз тіркесімен шифрланған, ал KOPIR_SECRETS жүйенің кілттер қоймасын көрсетеді.
    }
    .todo = { $sealed ->
        [keyring] KOPIR_SECRETS=keyring деп жазыңыз немесе бұл жолды өшіріңіз; файлға тиіскен жоқпыз.
       *[file] KOPIR_SECRETS=file деп жазып, бұрынғы KOPIR_SECRETS_PASSPHRASE мәнін беріңіз; файлға тиіскен жоқпыз.
    }
secrets-damaged = Токендер сақталған «{ $path }» файлы зақымдалған.
    .todo = Біз оған тиіскен жоқпыз: сақтық көшірмеңізді қайтарыңыз немесе файлдың атын өзгертіп, Kaspi мен amoCRM-ді қайта қосыңыз.
secrets-newer = Токендер сақталған «{ $path }» файлын Köpir-дің жаңарақ нұсқасы жасаған.
    .todo = Köpir-ді жаңартыңыз; файлға тиіскен жоқпыз.
secrets-busy = Токендер сақталған «{ $path }» файлын Köpir-дің басқа көшірмесі ұстап тұр.
    .todo = Оның құпиясөз сұрауына жауап беріңіз немесе оны жауып, қайталаңыз.
secrets-unreadable = Токендер сақталған «{ $path }» файлы ашылмайды: { $detail }.
    .todo = Файл мен деректер қалтасының құқықтарын тексеріңіз.
secrets-unwritable = Токендер сақталған «{ $path }» файлы жазылмайды: { $detail }.
    .todo = Дискідегі орынды және деректер қалтасының құқықтарын тексеріңіз; бұрынғы файл бүтін.

## Node бағдарламасынан көшіру

node-folder = «{ $path }» қалтасы жоқ.
    .todo = Node-дағы бұрынғы бағдарламаның қалтасын көрсетіңіз, онда .env және integrator.db жатыр.
node-not_folder = «{ $path }» — қалта емес, файл.
    .todo = Бұрынғы бағдарламаның .env және integrator.db жатқан қалтасын көрсетіңіз.
node-empty = «{ $path }» қалтасында .env те, integrator.db да жоқ.
    .todo = Node-дағы бұрынғы бағдарламаның қалтасын көрсетіңіз.
node-unreadable = «{ $path }» оқылмайды: { $detail }.
    .todo = Оқуға рұқсат беріп, қайталаңыз.
node-database = «{ $path }» — SQLite базасы емес.
    .todo = Орнына бұрынғы бағдарламаның integrator.db файлын салыңыз немесе бұл файлды жойыңыз; ештеңе өзгерген жоқ.
node-damaged = «{ $path }» базасы бүлінген: { $detail }.
    .todo = Орнына бұрынғы бағдарламаның сақтық көшірмесін салып, қайталаңыз; ештеңе өзгерген жоқ.
node-table = «{ $path }» базасында { $missing } жоқ: бұл бұрынғы бағдарламаның базасы емес.
    .todo = Node-дағы бұрынғы бағдарламаның қалтасын көрсетіңіз; ештеңе өзгерген жоқ.
node-ours = «{ $path }» — Köpir-дің өз базасы, одан көшіретін ештеңе жоқ.
    .todo = Node-дағы бұрынғы бағдарламаның қалтасын көрсетіңіз.
node-changing = Біз оқып жатқанда «{ $path }» базасы өзгеріп жатыр.
    .todo = Бұрынғы бағдарламаны тоқтатып, қайталаңыз; ештеңе өзгерген жоқ.
node-account = Бұрынғы бағдарлама { $found } мекенжайымен, ал Köpir { $expected } мекенжайымен жұмыс істейді.
    .todo = Köpir баптауларынан AMO_BASE_URL алып тастаңыз немесе басқа деректер қалтасын таңдаңыз: --data-dir DIR.
node-in_use = «{ $path }» базасы ашық: бұрынғы бағдарлама әлі жұмыс істеп тұрған сияқты.
    .todo = Екі бағдарлама мәмілелерді қатар жасамауы үшін оны тоқтатып, көшіруді қайталаңыз.
node-no_database = Баптаулардың қасында «{ $path }» базасы жоқ.
    .todo = Тек баптаулар көшірілді; бұрынғы бағдарламаның мәмілелерін amoCRM-нен атауы бойынша танимыз.
node-no_env = «{ $path }» қалтасында .env жоқ.
    .todo = Тек тапсырыстар көшірілді; баптаулар мен токендерді өзіңіз беріңіз.
node-rows = Бұрынғы базадағы оқылмайтын жолдар: { $count }.
    .todo = Олар өткізіп жіберілді; мәмілелерін amoCRM-нен атауы бойынша танимыз.
node-line = .env файлының { $line } жолы оқылмайды.
    .todo = Ол өткізіп жіберілді.
node-value = { $field }: «{ $value }» жарамайды.
    .todo = Бұл мән көшірілмеді.
node-kaspi_address = { $field }: «{ $value }» — Kaspi мекенжайы емес.
    .todo = Орнына https://kaspi.kz/shop/api/v2 алынды.
node-left = Құпиясөздер мен кілттер көшірілмеді: { $fields }.
    .todo = Оларды ортаға немесе .env файлына жазыңыз.
node-kept = Köpir-де басқа мәндер бұрыннан берілген: { $fields }.
    .todo = Сол күйінде қалдырдық.
node-dry_run = Бұрынғы баптауларда DRY_RUN қосулы.
    .todo = Köpir де тек көрсетеді; жазу үшін DRY_RUN=false беріңіз.
takeover-left-out = Бұл мән көшірілмеді.

## Командалар

period-reversed = { $field }: кезең { $from } басталып, одан бұрын { $to } аяқталады.
    .todo = Күндердің орнын ауыстырыңыз.
period-ahead = { $field }: { $from } әлі келген жоқ, бүгін { $today }.
    .todo = Бүгіннен немесе одан ерте күннен бастаңыз.
period-too_long = { $field }: кезеңде { $days } күн бар, ал бір жолы { $max } күннен көп алмаймыз.
    .todo = Кезеңді бөліктерге бөліңіз.
order-unknown = { $count ->
        [1] { $orders } тапсырысын әлі көрген жоқпыз.
       *[other] Бұл тапсырыстарды әлі көрген жоқпыз: { $orders }.
    }
    .todo = Нөмірін тексеріңіз; жаңа тапсырыстар kopir poll кейін шығады.
order-no_deal = { $order } тапсырысының мәмілесі әлі жоқ.
    .todo = Мәміле kopir poll пәрменінен кейін пайда болады.
order-skipped = { $order } тапсырысын сіз өткізіп жібергенсіз.
    .todo = Оны қайтарыңыз: kopir unskip { $order }.
forget-unknown = Мұндай нөмірлі тапсырысты да, мұндай телефонды сатып алушыны да білмейміз.
    .todo = Нөмірді тексеріңіз; бұрын өшірілген телефондарды енді табу мүмкін емес.
relink-deal = «{ $value }» — мәміленің нөмірі де, мекенжайы да емес.
    .todo = Ашық мәміленің мекенжайын браузерден көшіріңіз: …/leads/detail/НӨМІР.
relink-other_account = Бұл мәміле басқа amoCRM-нен: { $found }, ал қосылғаны { $expected }.
    .todo = Қосылған аккаунттың мәмілесін көрсетіңіз.
relink-no_deal = amoCRM-де { $deal } мәмілесі жоқ.
    .todo = Нөмірін тексеріңіз; біріктірілген мәміле өзі қосылған мәміленің нөмірімен сақталады.
relink-deleted = { $deal } мәмілесі amoCRM-нен жойылған.
    .todo = Оны себеттен қалпына келтіріңіз немесе басқасын көрсетіңіз.
relink-taken = { $deal } мәмілесі { $order } тапсырысына тиесілі.
    .todo = Басқа мәмілені көрсетіңіз немесе алдымен сол тапсырысты басқа мәмілемен байланыстырыңыз.
relink-refused = amoCRM тапсырыс нөмірін { $deal } мәмілесіне қабылдамады: { $detail }.
    .todo = Ештеңе өзгерген жоқ; аталғанды amoCRM-де түзетіп, қайталаңыз.
relink-doubt = { $order } тапсырысы бойынша жазба amoCRM-де әлі анықталуда.
    .todo = Келесі тексеруді (kopir poll) күтіп, қайталаңыз.
lease-alive = «{ $name }» орнын Köpir-дің істеп тұрған көшірмесі алып тұр ({ $pid } процесі).
    .todo = Алдымен оны тоқтатыңыз.
usage = { $detail }.
    .todo = Анықтама: kopir --help.
oauth-code_spent = Код енді жарамсыз: ол 20 минут жарайды және бір рет қана қолданылады.
    .todo = Жаңасын көшіріп алыңыз.
oauth-code_unknown = amoCRM бұл кодты танымайды.
    .todo = Оны өз интеграцияңыздан толық етіп қайта көшіріңіз.
oauth-redirect = Интеграциядағы сілтеме біздікіне сәйкес емес.
    .todo = Оны әрпіне дейін дәл етіп қайта көшіріңіз.
oauth-client = ID немесе құпия кілт сәйкес келмеді.
    .todo = Екеуі бір интеграциядан екенін тексеріңіз.
oauth-account = Бұл токен басқа amoCRM аккаунтынікі.
    .todo = Аккаунт мекенжайын тексеріп, интеграция жасалған аккаунтқа кіріңіз.
oauth-refused = amoCRM рұқсат бермейді: { $detail }.
    .todo = amoCRM-ді қайта қосыңыз; көмектеспесе, осы сөздерді бізге жіберіңіз.
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
detail-code_filled = тапсырыс нөмірі мәміле өрісіне
detail-checked_on_apply = жазғанда тексереміз
detail-stage = «{ $from }» → «{ $to }»
detail-price = сома
detail-fields = өрістер мен белгілер
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
desk-wrong_passphrase = Құпиясөз сәйкес келмеді.
    .todo = Қойма жабылған құпиясөзді енгізіңіз; файлға тиген жоқпыз.
desk-short_passphrase = Құпиясөз { $least } таңбадан қысқа.
    .todo = Ұзынырағын алыңыз: онымен Kaspi мен amoCRM токендері жабылады.
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
notify-access_ends = { $days ->
       *[other] amoCRM-ге қолжетімділік { $days } күннен кейін аяқталады
    }
notify-access_renew = Жаңа токен жасап, оны Köpir баптауларына қойыңыз: бұл екі минут, көшіру тоқтамайды.
notify-recovered = Көшіру қайта істеп тұр
notify-caught-up = { $count ->
        [0] Осы уақытта жаңа тапсырыс болған жоқ.
       *[other] { $count } тапсырыс көшірілді.
    }

## Қосу

connect-code = Бұл код та, коды бар мекенжай да емес.
    .todo = Интеграция терезесінен авторизация кодын толық көшіріңіз немесе браузер тоқтаған мекенжайды толық қойыңыз.
connect-denied = Сіз рұқсат бермедіңіз, ештеңе өзгерген жоқ.
    .todo = amoCRM-ді қосу үшін кіруді қайта бастап, рұқсат беріңіз.
connect-refused = amoCRM рұқсат бермеді: { $detail }.
    .todo = Интеграцияның қосулы екенін тексеріп, кіруді қайта бастаңыз.
connect-other_account = Рұқсат { $found } аккаунтына берілді, ал қосылып жатқаны { $expected }.
    .todo = amoCRM-де керекті аккаунтқа кіріңіз немесе мекенжайды түзетіңіз.
connect-no_loopback = { $value } сілтемесі бұл компьютерге апармайды, браузер сізді кері қайтара алмайды.
    .todo = Кодты қолмен қойыңыз немесе интеграцияда http://localhost:17171/callback көрсетіңіз.
connect-cancelled = Кіру тоқтатылды, ештеңе өзгерген жоқ.
    .todo = Дайын болғанда кіруді қайта бастаңыз.
connect-time = Күту уақыты бітті, ештеңе өзгерген жоқ.
    .todo = Кіруді қайта бастаңыз немесе кодты қолмен қойыңыз.
connect-state = Жауап басқа терезеден келді.
    .todo = Ескі қойындыларды жауып, кіруді қайта бастаңыз.
connect-port_taken = { $port } портын басқа бағдарлама алып тұр.
    .todo = Кодты қолмен қойыңыз немесе сол бағдарламаны жауып, кіруді қайта бастаңыз.
connect-port_reserved = Жүйе { $port } портын ашуға бермейді: { $detail }.
    .todo = Кодты қолмен қойыңыз немесе интеграцияға басқа порты бар сілтеме жазып, оны AMO_REDIRECT_URI ішіне көшіріңіз.
connect-proxy = Аты мен құпиясөзі бар прокси мекенжайын сақтамаймыз.
    .todo = Оны KOPIR_PROXY орта айнымалысында беріңіз немесе мекенжайды аты мен құпиясөзсіз енгізіңіз.
connect-fixed = { $field } ортада берілген, мұнда енгізілген мән әсер етпейді.
    .todo = { $field } мәнін орта мен .env файлынан алып тастаңыз немесе сол жерде өзгертіңіз.
field-unknown = «{ $value }» өрісі Köpir өрістерінің арасында жоқ.
    .todo = Мына тізімнен таңдаңыз: { $known }.
secrets-hash_key = Дерекқордың жанындағы шифрланған деректер оныкі емес.
    .todo = Осы дерекқормен бірге болған secrets.sealed файлын қайтарыңыз немесе kopir.db файлын алып тастаңыз: Köpir жаңа дерекқор бастап, дайын мәмілелерді amoCRM-нен табады.
page-done = Köpir-ге оралуға болады
page-done-todo = amoCRM жауап берді. Бұл қойындыны жабуға болады.
page-denied = Рұқсат берілмеді
page-denied-todo = Ештеңе өзгерген жоқ. Бұл қойындыны жабуға болады.
page-state = Бұл жауап басқа терезеден келді
page-state-todo = Бұл қойындыны жауып, Köpir-де кіруді қайта бастаңыз.
page-again = Бұл жауап бұрын алынған
page-again-todo = Köpir-ге оралыңыз, бұл қойындыны жабуға болады.

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
probe-contradiction = Біз білетінге қайшы: { $question } — { $answer }. Көшіру жалғасады.
probe-word-yes = иә
probe-word-no = жоқ
probe-word-partly = бәрі емес
probe-word-unknown = белгісіз
probe-word-honoured = иә
probe-word-ignored = жоқ
probe-word-refused = бас тартты
probe-word-accepted = қабылданады
probe-word-clamped = 100 келеді
probe-word-newest_first = алдымен жаңалары
probe-word-oldest_first = алдымен ескілері
probe-word-unsorted = ретсіз
probe-word-complete = бәрі
probe-word-incomplete = бәрі емес
probe-word-shown = көрінеді
probe-word-masked = жасырын
probe-word-mixed = әртүрлі
probe-word-nine = тоғыз
probe-word-ten = он
probe-word-other = басқа
probe-word-another = басқа
probe-word-none = жоқ
probe-word-some = бар
probe-word-on = иә
probe-word-off = жоқ
probe-word-not_told = айтылмаған
probe-word-unavailable = тарифте жоқ
probe-word-admin = әкімшінікі
probe-word-not_admin = әкімшінікі емес
probe-word-forbidden = рұқсат жоқ
probe-word-present = бар
probe-word-absent = әзірге жоқ
probe-word-other_type = басқа түрде
probe-word-products = тауарлармен
probe-word-lists = тауарсыз
probe-word-account = аккаунтқа
probe-word-found = иә
probe-word-not_found = жоқ

## Мерзімдер

goods-and-more = { $name } және тағы { $count }

## Тапсырыс тарихы

why-found-seconds = Рәсімделгеннен кейін { $count } секундтан соң Kaspi-ден таптық: «{ $stood }», { $amount }
why-found-minutes = Рәсімделгеннен кейін { $count } минуттан соң Kaspi-ден таптық: «{ $stood }», { $amount }
why-found-hours = Рәсімделгеннен кейін { $count } сағаттан соң Kaspi-ден таптық: «{ $stood }», { $amount }
why-found-days = Рәсімделгеннен кейін { $count } күннен соң Kaspi-ден таптық: «{ $stood }», { $amount }
why-moved = Kaspi-де: «{ $from }» → «{ $to }»
why-amount = Kaspi-дегі сома: { $from } → { $to }
why-deadline = Kaspi дерегі бойынша тапсыру мерзімі: { $at }
why-phone_hidden = Kaspi телефонды жасырды, бұрынғысын қалдырдық
why-not_transferred = Көшірмейміз: «{ $stood }» күйі ережелерде өшірілген
why-contact-found = Контакт телефон бойынша табылды. Оның аты мен өрістерін өзгертпейміз
why-contact-new = Контакт құрдық
why-contact-none = Телефон жоқ: мәміле контактсіз
why-contact-later = Телефон белгілі болды: мәмілеге контакт қостық
why-created = { $deal } мәмілесін «{ $stage }» кезеңінде құрдық
why-adopted = Дайын { $deal } мәмілесін тауып, соны алдық
why-code_written = { $deal } мәмілесіне тапсырыс нөмірін жаздық
why-stage_moved = Мәмілені жылжыттық: «{ $from }» → «{ $to }»
why-stage_kept = Ереже бойынша «{ $stage }» болса да, кезеңге тимедік: менеджердің жылжытуы басым
why-price = Мәмілеге жаңа соманы жаздық: { $amount }
why-fields = Мәміле өрістерін жаңарттық
why-tag = Мәміле белгісін жаңарттық
why-note = Тауарлары бар ескертпе жаздық
why-note-told = Ескертпеде жаздық: «{ $stood }»
why-answer_lost-deal = amoCRM жауабы жетпеді. Тексердік: мәміле құрылған, екіншісі болмайды
why-answer_lost-found = amoCRM жауабы жетпеді. Тексердік: бәрі жазылған
why-answer_lost-missing = amoCRM жауабы жетпеді. Екі рет тексердік: жазылмаған, қайта жібереміз
why-answer_lost-anew = amoCRM жауабы жетпеді. Мәмілені қайта салыстырамыз
why-failed = { $problem } Өзіміз қайталаймыз: { $at }
why-waits = { $problem } Сізді күтеді. { $todo }
why-said-retry = Сіз қайталауды сұрадыңыз
why-said-skip = Сіз тапсырысты өткізіп жібердіңіз
why-said-unskip = Сіз тапсырысты қайтардыңыз
why-said-release = Сіз кезеңді ережелерге қайтардыңыз
why-linked = Сіз тапсырысты { $deal } мәмілесімен байланыстырдыңыз
why-relinked = Сіз тапсырысты басқа мәмілемен байланыстырдыңыз: { $from } → { $to }
why-link_refused = amoCRM { $deal } мәмілесіне тапсырыс нөмірін қабылдамады: бұрынғысын қалдырдық
