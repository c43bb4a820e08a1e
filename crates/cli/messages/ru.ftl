# Слова терминала.

## Справка

help = Переносит заказы магазина Kaspi в сделки amoCRM: каждый заказ ровно один раз.
help-check = Проверить связь и сказать, что сделать, где её нет
help-probe = Спросить ваши аккаунты, только читая, о чём сервисы молчат
help-ids = Показать номера воронок, этапов, пользователей и полей amoCRM
help-migrate = Создать или обновить базу данных
help-poll = Одна проверка: новые заказы становятся сделками
help-reconcile = Сверка: сделки догоняют свои заказы
help-verify = Сверить период: у каждого заказа ровно одна сделка?
help-run = Проверять раз в минуту, пока не остановят
help-stats = Итоги и строка на каждый день
help-orders = Показать заказы, о которых мы знаем
help-retry = Перенести заказы ещё раз, сейчас
help-skip = Больше не переносить эти заказы
help-unskip = Снова переносить пропущенные заказы
help-release = Вернуть этап сделки под правила
help-relink = Связать заказ с другой сделкой: её номер или адрес
help-forget = Стереть имя и телефон покупателя в Köpir
help-deadlines = Что передать и к какому сроку
help-errors = Показать последние ошибки
help-errors-clean = Удалить старые ошибки
help-health = Коротко: всё ли в порядке
help-import-node = Перенести заказы, настройки и токены прежней программы на Node
help-unlock = Освободить место, которое оставила погибшая копия
help-serve = Открыть экраны программы в браузере на этом компьютере
help-demo = Показать всё на примере: без аккаунтов и без сети
help-arg-data_dir = Папка, где лежит всё, что пишет программа
help-arg-env_file = Файл настроек вместо .env из текущей папки
help-arg-lang = Язык: ru, kk или en
help-arg-json = Один документ JSON вместо текста
help-arg-dry_run = Показать, что будет сделано, и ничего не записать
help-arg-wait = Сколько секунд ждать другую копию (30)
help-arg-patience = Сколько секунд пробовать, если сервис не отвечает (10)
help-arg-quiet = Для cron: после блокировки держать паузы, а не пробовать сразу
help-arg-saved = Показать записанные ответы и ничего не спрашивать
help-arg-from = Первый день, например 2026-11-01
help-arg-to = Последний день; будущий значит «сегодня»
help-arg-fix = Перенести недостающие; ничего не удаляет
help-arg-help = Показать эту справку
help-arg-version = Показать версию
help-arg-service = kaspi или amocrm
help-arg-poll_seconds = Раз в сколько секунд проверять (60)
help-arg-reconcile_seconds = Раз в сколько секунд сверять известные заказы (600)
help-arg-days = За сколько дней (30)
help-arg-state = Только это состояние: NEW, PICKUP …
help-arg-failed = Только те, что не удалось перенести
help-arg-why = История одного заказа: что увидели, решили, записали и почему
help-arg-search = Часть номера, имени или телефона покупателя, товара
help-arg-limit = Сколько строк показать (50)
help-arg-after = Показать следующие после этого заказа
help-arg-codes = Номера заказов
help-arg-order = Номер заказа
help-arg-deal = Номер сделки или её адрес: https://ПОДДОМЕН.amocrm.ru/leads/detail/НОМЕР
help-arg-whom = Телефон покупателя или номер заказа
help-arg-older_than = Старше какого срока: 30d, 12h
help-arg-name = Имя места: poll или refresh
help-arg-dir = Папка прежней программы: в ней .env и integrator.db
help-arg-port = Порт (любой свободный)
help-heading-usage = Как писать:
help-heading-commands = Команды
help-heading-arguments = Что указать
help-heading-options = Ключи
help-heading-global = Общие ключи

## Ошибки командной строки

usage-unknown = Ключ { $arg } неизвестен
usage-command = Команды { $arg } нет
usage-suggested = , похоже на { $suggestion }
usage-value = { $arg }: «{ $value }» не подходит
usage-value-missing = После { $arg } нужно значение
usage-missing = Не хватает: { $arg }
usage-conflict = { $arg } здесь лишнее
usage-no-command = Не сказано, что сделать
usage-date = { $arg }: «{ $value }» — не дата, напишите год-месяц-день, например 2026-11-01
usage-period = { $arg }: «{ $value }» — не срок, напишите число и d, h или w, например 30d

## Проверка

pass-nothing = Всё уже перенесено, делать нечего.
pass-created = { $count ->
        [one] Перенесён { $count } заказ на { $amount } ₸.
        [few] Перенесено { $count } заказа на { $amount } ₸.
       *[many] Перенесено { $count } заказов на { $amount } ₸.
    }
pass-would-create = { $count ->
        [one] Будет { $count } новая сделка на { $amount } ₸.
        [few] Будет { $count } новые сделки на { $amount } ₸.
       *[many] Будет { $count } новых сделок на { $amount } ₸.
    }
pass-adopted = { $count ->
        [one] { $count } сделка уже была в amoCRM, мы её узнали.
        [few] { $count } сделки уже были в amoCRM, мы их узнали.
       *[many] { $count } сделок уже было в amoCRM, мы их узнали.
    }
pass-updated = { $count ->
        [one] Обновлена { $count } сделка.
        [few] Обновлены { $count } сделки.
       *[many] Обновлено { $count } сделок.
    }
pass-failed = { $count ->
        [one] { $count } заказ не удалось перенести, он не потеряется.
        [few] { $count } заказа не удалось перенести, они не потеряются.
       *[many] { $count } заказов не удалось перенести, они не потеряются.
    }
pass-doubts = { $count ->
        [one] Про { $count } запись amoCRM ещё не ответил: узнаем в следующую проверку.
        [few] Про { $count } записи amoCRM ещё не ответил: узнаем в следующую проверку.
       *[many] Про { $count } записей amoCRM ещё не ответил: узнаем в следующую проверку.
    }
pass-later = { $count ->
        [one] { $count } заказ ждёт своей очереди на повтор.
        [few] { $count } заказа ждут своей очереди на повтор.
       *[many] { $count } заказов ждут своей очереди на повтор.
    }
pass-dry = Пробный показ: ничего не записано ни в Kaspi, ни в amoCRM.
pass-contacts = { $count ->
        [one] Новый контакт: { $count }
       *[other] Новых контактов: { $count }
    }
pass-notes = Примечаний: { $count }
pass-left-out = Не переносим: { $count }
pass-seen = { $count ->
        [one] Просмотрен { $count } заказ
        [few] Просмотрено { $count } заказа
       *[many] Просмотрено { $count } заказов
    }
pass-requests = запросов: Kaspi { $kaspi }, amoCRM { $amocrm }
pass-seconds = { $seconds } с
pass-more = … и ещё { $count }; всё целиком: --json
pass-retry-at = повторим { $at }
pass-waits = ждёт вас
group-create_deal = Новые сделки
group-adopt_deal = Узнанные сделки
group-move_stage = Смена этапа
group-update_deal = Изменения сделок
group-failures = Не удалось
marked-retry = Повторяем: { $orders }.
marked-skip = Больше не переносим: { $orders }.
marked-unskip = Снова переносим: { $orders }.
marked-release = Возвращаем этап под правила: { $orders }.
marked-queued = Сейчас работает другая копия: она и сделает остальное.
marked-dry = Пробный показ: отметки не поставлены.
relink-done = Заказ { $order } теперь в сделке { $deal } «{ $name }».
relink-would = Заказ { $order } перейдёт в сделку { $deal } «{ $name }». Пробный показ: ничего не записано.
relink-previous = Прежняя сделка: { $deal }. Её не трогаем, только номер заказа из неё уходит.
relink-left-behind = Номер заказа остался в прежней сделке { $deal }: amoCRM не дал его убрать.
relink-pending = amoCRM не успел ответить: следующая проверка доведёт начатое.
forget-done = { $count ->
        [one] Имя и телефон покупателя стёрты в { $count } заказе.
       *[other] Имя и телефон покупателя стёрты в { $count } заказах.
    }
forget-would = { $count ->
        [one] Имя и телефон покупателя стёрлись бы в { $count } заказе. Пробный показ: ничего не стёрто.
       *[other] Имя и телефон покупателя стёрлись бы в { $count } заказах. Пробный показ: ничего не стёрто.
    }
progress-listing = Читаем заказы Kaspi
progress-listed = Заказов: { $count }
progress-checked = { $count ->
        [one] Читаем сделки amoCRM: прочитана { $count }
        [few] Читаем сделки amoCRM: прочитаны { $count }
       *[many] Читаем сделки amoCRM: прочитано { $count }
    }
progress-settling = Уточняем в amoCRM, что записалось: подождём { $seconds } с
progress-writing = Записываем сделки
verify-period = { $from } — { $to }
verify-none = За этот период нет ни заказов, ни сделок.
verify-equal = { $orders } = { $deals }. Каждый заказ есть в amoCRM ровно один раз.
verify-equal-skipped = { $skipped ->
        [one] { $orders } = { $deals } + { $skipped } пропущен вами. Каждый остальной заказ есть в amoCRM ровно один раз.
       *[many] { $orders } = { $deals } + { $skipped } пропущены вами. Каждый остальной заказ есть в amoCRM ровно один раз.
    }
verify-unequal = Заказов { $orders }, из них ровно с одной сделкой { $deals }.
verify-unequal-skipped = Заказов { $orders }, из них ровно с одной сделкой { $deals }, пропущено вами { $skipped }.
verify-missing = Нет сделки
verify-several = Несколько сделок
verify-alone = Сделки без заказа
verify-fix = Перенести недостающие: kopir verify --from { $from } --to { $to } --fix
run-started = Проверяем каждые { $seconds } с. Остановить: Ctrl+C.
run-stopped = Остановлено. Всё, что успели, записано.

## Списки

col-order = Заказ
col-state = В Kaspi
col-amount = Сумма
col-deal = Сделка
col-phase = Где он
col-created = Создан
col-left = Осталось
col-deadline = Передать до
col-goods = Товар
col-remark = Заметка
col-date = День
col-orders = Заказов
col-failed = Не удалось
col-deals-created = Новых сделок
col-contacts-created = Контактов
col-errors = Ошибок
col-id = Номер
col-name = Имя
col-kind = Вид
col-at = Когда
col-question = Вопрос
col-answer = Ответ
col-source = Откуда
col-code = Код
phase-pending = в очереди
phase-done = перенесён
phase-failed = повторим сами
phase-waiting = ждёт вас
phase-skipped = пропущен вами
phase-ignored = не переносим
state-NEW = Новый
state-SIGN_REQUIRED = На подписании
state-PICKUP = Самовывоз
state-DELIVERY = Моя доставка
state-KASPI_DELIVERY = Kaspi Доставка
state-ARCHIVE = Архив
orders-none = Таких заказов нет.
orders-next = Следующие: kopir orders --after { $order }
why-none = Об этом заказе пока нечего рассказать: история хранится 180 дней.
deadlines-none = Передавать нечего: заказов со сроком нет.
left-minutes = { $minutes } мин
left-hours = { $hours } ч { $minutes } мин
left-days = { $days } д { $hours } ч
late-minutes = просрочено на { $minutes } мин
late-hours = просрочено на { $hours } ч { $minutes } мин
late-days = просрочено на { $days } д { $hours } ч
stats-total = { $count ->
        [one] { $count } заказ со сделкой на { $amount } ₸.
        [few] { $count } заказа со сделками на { $amount } ₸.
       *[many] { $count } заказов со сделками на { $amount } ₸.
    }
stats-none = За это время ничего не было.
errors-none = Ошибок нет.
errors-cleaned = { $count ->
        [one] Удалена { $count } ошибка.
        [few] Удалены { $count } ошибки.
       *[many] Удалено { $count } ошибок.
    }
check-ok = { $service }: всё работает.
check-failed = { $service }: есть препятствие.
step-address = Адрес
step-proxy = Прокси
step-tls = Защита
step-silence = Ответы
step-clock = Часы
step-connection = Связь
step-token = Токен
step-orders = Заказы
step-rights = Права
step-pipeline = Воронка
step-stage = Этап
step-field = Поле
ids-account = Аккаунт «{ $name }», номер { $id }
ids-pipeline = Воронка «{ $name }» — AMO_PIPELINE_ID={ $id }
ids-stages = Этапы (AMO_STATUS_ID):
ids-unsorted = неразобранное, не подходит
ids-users = Пользователи (AMO_RESPONSIBLE_USER_ID)
ids-inactive = отключён
ids-admin = администратор
ids-lead-fields = Поля сделок
ids-contact-fields = Поля контактов
ids-catalogs = Каталоги
health-ok = Всё в порядке.
health-warning = Работает, но есть на что взглянуть.
health-error = Перенос остановлен.
health-last-poll = Последняя проверка
health-no-poll = ещё не было
health-waiting = В очереди
health-today = Сегодня
health-today-value = { $count ->
        [one] { $count } заказ на { $amount } ₸
        [few] { $count } заказа на { $amount } ₸
       *[many] { $count } заказов на { $amount } ₸
    }
health-token = Токен amoCRM
health-token-until = до { $date }
health-token-unknown = срок неизвестен
health-token-none = не задан
migrated = База данных готова: { $path }
takeover-adopted = { $count ->
        [one] Перенесён { $count } заказ вместе с его сделкой.
        [few] Перенесены { $count } заказа вместе с их сделками.
       *[other] Перенесено { $count } заказов вместе с их сделками.
    }
takeover-nothing = Новых заказов со сделками там нет.
takeover-unchanged = Всё это уже перенесено: ничего не изменилось.
takeover-skipped = { $count ->
        [one] { $count } заказ был без сделки: о нём позаботится обычная проверка.
        [few] { $count } заказа были без сделок: о них позаботится обычная проверка.
       *[other] { $count } заказов были без сделок: о них позаботится обычная проверка.
    }
takeover-missing = { $count ->
        [one] { $count } сделки в amoCRM больше нет: kopir orders --failed.
       *[other] { $count } сделок в amoCRM больше нет: kopir orders --failed.
    }
takeover-settings = Сохранены настройки: { $names }.
takeover-next = Прежнюю программу больше не запускайте. Дальше: kopir poll --dry-run.
takeover-dry = Пробный запуск: ничего не изменено.
unlocked-freed = Место «{ $name }» освобождено: копия, что его держала, уже не работает.
unlocked-free = Место «{ $name }» и так свободно.

## Пример

demo-title = Пример: магазин с заказами за месяц и amoCRM, оба внутри программы.
demo-note = Аккаунты и сеть не нужны, данные выдуманы, папка временная.
demo-dry = Пробный показ
demo-sync = Перенос
demo-again = Ещё одна проверка
demo-stats = Статистика
demo-next = Дальше по-настоящему: впишите токены в .env и запустите kopir check kaspi.

## Экраны в браузере

serve-started = Экраны Köpir работают на этом компьютере. Ctrl+C остановит.
serve-link = Откройте ссылку в браузере, она годится один раз: { $link }
serve-expired = В браузере полчаса ничего не спрашивали, вход закрыт.
serve-used = Эта ссылка уже не действует.
    .todo = Откройте новую ссылку: её печатает kopir serve в терминале; если её там нет, запустите команду снова.
serve-session = Вход в Köpir закончился.
    .todo = Откройте новую ссылку: её печатает kopir serve в терминале; если её там нет, запустите команду снова.
serve-host = Этот адрес не для Köpir.
    .todo = Откройте ссылку, которую напечатал kopir serve.
serve-origin = Запрос пришёл не со страницы Köpir.
    .todo = Откройте ссылку, которую напечатал kopir serve.
serve-ask = Köpir не понял этот вопрос.
    .todo = Обновите страницу.

auth-opened = Разрешите доступ на странице amoCRM, она открыта в браузере. Ждём { $minutes } мин. Если страница не открылась:
auth-open = Откройте в браузере этого компьютера и разрешите доступ. Ждём { $minutes } мин.
auth-kaspi = Kaspi отвечает. За 14 дней заказов: { $count }, в работе: { $open }.
auth-amocrm = amoCRM подключён: «{ $name }», { $host }.
auth-renewed = Доступ продлеваем сами; без связи он сохранится до { $date }.
auth-until = Токен действует до { $date }, потом понадобится новый.
auth-long-lived = Долгосрочный токен сохранён, срок он не называет.
auth-no-admin = Доступ дан не администратором: поле для номера заказа создать не сможем. Подключите администратора или попросите его создать поле: kopir fields.
fields-there = есть
fields-not-there = нет
fields-how = Создать недостающие: kopir fields --create КОД,КОД
fields-ask = Поля создаёт только администратор amoCRM: подключите его доступ или перешлите ему эту таблицу.
help-auth = Подключить Kaspi или amoCRM
help-arg-code = Код на 20 минут или весь адрес, на котором остановился браузер; «-» читает его со стандартного ввода
help-arg-token = Токен; «-» читает его со стандартного ввода
help-arg-no_browser = Не открывать браузер, только напечатать адрес
help-fields = Поля сделки, которые заполняет Köpir
help-arg-create = Создать поля с этими кодами
## Открытые вопросы

probe-send = Пришлите нам вывод kopir probe --json.
probe-stored = Ответы записаны: kopir probe --saved.
probe-not-stored = Ответы не записаны.
probe-nothing = Ещё ничего не спрашивали: kopir probe.

## Правила этапов

help-rules = Показать, в каком этапе стоит сделка, пока заказ в пути
help-rules-set = Задать правила этапов
help-rules-suggest = Предложить правила по названиям этапов
help-arg-file = Файл правил в JSON; «-» читает его со стандартного ввода
help-arg-default = Вернуться к обычным правилам
col-standing = Заказ у Kaspi
col-stage = Этап сделки
rules-default = Своих правил нет, действуют обычные. Новая сделка начинает в этапе из настроек.
rules-saved = Действуют ваши правила; считается первое подходящее.
rules-any = любой
rules-others = остальные: как обычно
rules-leave = не меняем
rules-reason = причина { $id }
rules-untouched = если её не двигали
rules-how = Задать свои: kopir rules suggest > rules.json, затем kopir rules set rules.json.
rules-set = { $count ->
        [one] Сохранено { $count } правило.
        [few] Сохранено { $count } правила.
       *[other] Сохранено { $count } правил.
    }
rules-set-dry = { $count ->
        [one] Пробный показ: { $count } правило годится и не сохранено.
        [few] Пробный показ: { $count } правила годятся и не сохранены.
       *[other] Пробный показ: { $count } правил годятся и не сохранены.
    }
rules-unset = Снова действуют обычные правила.
rules-unset-dry = Пробный показ: правила остались как были.
rules-moves = { $count ->
        [0] Открытые сделки останутся где стоят.
        [one] Сверка передвинет { $count } сделку.
        [few] Сверка передвинет { $count } сделки.
       *[other] Сверка передвинет { $count } сделок.
    }
rules-due = { $count ->
        [one] { $count } заказ ждал из-за удалённого этапа: он снова в очереди.
        [few] { $count } заказа ждали из-за удалённого этапа: они снова в очереди.
       *[other] { $count } заказов ждали из-за удалённого этапа: они снова в очереди.
    }
rules-next = Дальше: kopir reconcile. Если работает kopir run, он сделает это сам.
