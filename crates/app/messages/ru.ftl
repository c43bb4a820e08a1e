# Что не так (значение) и что сделать (.todo). Одно предложение на каждое, без восклицательных знаков.

no-detail = без пояснения

## Kaspi

kaspi-unauthorized = Kaspi больше не принимает токен.
    .todo = Скопируйте токен в кабинете Kaspi (Настройки → Токен API) и впишите его в KASPI_API_TOKEN.
    .cause = Kaspi больше не принимает токен
kaspi-silent = Kaspi принял соединение и молчит.
    .todo = Чаще всего мешает VPN или фильтр сети: отключите их или попробуйте из другой сети; заказы не потеряются.
kaspi-unreachable = Нет связи с Kaspi.
    .todo = Проверьте интернет и прокси; заказы не потеряются, следующая проверка их заберёт.
kaspi-tls = Не удалось установить защищённое соединение с Kaspi.
    .todo = Обычные причины: антивирус, который просматривает защищённые соединения, такой же прокси компании или неверная дата на компьютере; внесите Köpir в исключения, поправьте дату.
kaspi-rate_limited = Kaspi просит подождать.
    .todo = Делать ничего не нужно, следующая проверка продолжит; если это повторяется, уменьшите KASPI_RPS.
kaspi-server = Kaspi отвечает ошибкой на своей стороне.
    .todo = Делать ничего не нужно: заказы не потеряются, следующая проверка их заберёт.
kaspi-not_json = Вместо данных от Kaspi пришла веб-страница.
    .todo = Проверьте KASPI_BASE_URL, VPN и прокси.
kaspi-bad_request = Kaspi не принял запрос: { $detail }.
    .todo = Повторите проверку; если не поможет, напишите нам эти слова.
kaspi-unreadable = Данные этого заказа в Kaspi не читаются: { $detail }.
    .todo = Откройте заказ в кабинете Kaspi; мы попробуем ещё раз сами.
kaspi-order_gone = Kaspi больше не показывает этот заказ.
    .todo = Проверьте его в кабинете Kaspi; если он не нужен, пропустите его: kopir skip.
order-amount = Сумма этого заказа не похожа на деньги.
    .todo = Откройте заказ в кабинете Kaspi; мы попробуем ещё раз сами.
order-other_shop = Заказ с таким номером уже пришёл из другого магазина.
    .todo = Проверьте сделку в amoCRM и решите, какому магазину она принадлежит.

## amoCRM

amocrm-unauthorized = amoCRM больше не принимает токен.
    .todo = Подключите amoCRM заново: войдите ещё раз или впишите новый долгосрочный токен в AMO_ACCESS_TOKEN.
    .cause = amoCRM больше не принимает токен
amocrm-token_ended = Срок токена amoCRM прошёл { $date }.
    .todo = Создайте новый долгосрочный токен и впишите его в AMO_ACCESS_TOKEN; если этот день ещё впереди, на компьютере неверная дата.
amocrm-unpaid = В amoCRM закончилась оплата.
    .todo = Продлите её: перенос продолжится сам, заказы не потеряются.
    .cause = в amoCRM закончилась оплата
amocrm-forbidden = amoCRM не хватает прав этого пользователя: { $detail }.
    .todo = Возьмите токен у администратора amoCRM или попросите его дать права на сделки и контакты.
    .cause = не хватает прав в amoCRM
amocrm-blocked = amoCRM закрыл нам вход.
    .todo = Мы остановили запросы, чтобы не продлить блокировку: напишите в поддержку amoCRM, что запросы интеграции получают ответ 403.
    .cause = amoCRM закрыл нам вход
amocrm-unreachable = Нет связи с amoCRM.
    .todo = Проверьте AMO_BASE_URL, интернет и прокси; заказы не потеряются.
amocrm-tls = Не удалось установить защищённое соединение с amoCRM.
    .todo = Обычные причины: антивирус, который просматривает защищённые соединения, такой же прокси компании или неверная дата на компьютере; внесите Köpir в исключения, поправьте дату.
amocrm-rate_limited = amoCRM просит подождать.
    .todo = Делать ничего не нужно, следующая проверка продолжит; если это повторяется, уменьшите AMO_RPS.
amocrm-server = amoCRM отвечает ошибкой на своей стороне.
    .todo = Делать ничего не нужно: заказы не потеряются, следующая проверка продолжит.
amocrm-not_json = Вместо данных от amoCRM пришла веб-страница.
    .todo = Проверьте, что AMO_BASE_URL — адрес вашего amoCRM, и что прокси пропускает его.
amocrm-token_unavailable = Доступ к amoCRM сейчас не получить: { $detail }.
    .todo = Ничего делать не нужно, следующая проверка попробует снова; если повторяется, проверьте, открывается ли папка данных и есть ли место на диске.
amocrm-rejected = amoCRM не принял запрос: { $detail }.
    .todo = Повторите проверку; если не поможет, напишите нам эти слова.
amocrm-validation = amoCRM не принял сделку этого заказа: { $detail }.
    .todo = Исправьте названное в amoCRM (обязательные поля, ответственного) и повторите заказ: kopir retry.
amocrm-account_changed = Это другой аккаунт amoCRM: раньше был { $expected }, теперь { $found }.
    .todo = Верните прежние AMO_BASE_URL и AMO_ACCESS_TOKEN или выберите для нового аккаунта другую папку данных (--data-dir).
    .cause = подключён другой аккаунт amoCRM
amocrm-field_gone = Поле сделки «Kaspi: номер заказа» удалили из amoCRM.
    .todo = Новые сделки не создаются, чтобы не сделать дублей: верните поле с кодом KASPI_ORDER_CODE.
    .cause = в amoCRM удалили поле для номера заказа
amocrm-field_rights = Нельзя создать в amoCRM поле для номера заказа: у пользователя нет прав.
    .todo = Один раз возьмите токен у администратора amoCRM или попросите его создать текстовое поле сделки с кодом KASPI_ORDER_CODE.
    .cause = нет прав создать поле для номера заказа
rules-stage_gone = Этапа, который стоит в правилах для этого заказа, в amoCRM больше нет ({ $detail }).
    .todo = Укажите другой этап в правилах переноса.
order-stale = Заказ не завершён уже больше 120 дней. Мы перестали его сверять.
    .todo = Проверьте его в кабинете Kaspi; «повторить» сверит его ещё раз.
deal-deleted = Сделку этого заказа удалили в amoCRM.
    .todo = Создавать её заново сами не будем; если заказ больше не нужен, пропустите его: kopir skip.
deal-merged = amoCRM слил сделку этого заказа с другой.
    .todo = Отключите контроль дублей по телефону для этого источника, разделите сделки и повторите заказ: kopir retry.

## Проверка

config-pipeline = Воронки { $value } нет в этом amoCRM.
    .todo = Впишите в AMO_PIPELINE_ID номер из списка kopir ids.
    .cause = такой воронки нет в amoCRM
config-stage = Этапа { $value } нет в этой воронке, или поставить на него нельзя.
    .todo = Впишите в AMO_STATUS_ID номер этапа из списка kopir ids.
    .cause = такого этапа нет в воронке
account-rival = В этот amoCRM переносит ещё один Köpir, из другой папки данных.
    .todo = Остановите одну из копий, а в оставшейся выполните kopir unlock poll; до того новые сделки не создаются, чтобы не сделать дублей.
    .cause = сделки создаёт ещё один Köpir
account-busy = Перенос уже ведёт другая копия Köpir.
    .todo = Подождите её или остановите; если её уже нет, освободите место: kopir unlock poll.
ledger-unusable = База данных не принимает записи: { $detail }.
    .todo = Проверьте место на диске и права на папку данных; сама база не тронута.
    .cause = база данных не принимает записи
verify-too_much = В этом периоде больше { $count } сделок, о которых надо спрашивать по одной.
    .todo = Сверьте его по частям: сократите --from … --to.
    .cause = период слишком велик для одной сверки
verify-due = Ещё не перенесён.
verify-code_gone = Сделка { $deal } есть, но номера заказа в ней больше нет. Впишите его в поле заказа или пропустите заказ: kopir skip.
verify-duplicates = Сделки { $deals }: оставьте одну, остальные удалите в amoCRM.
verify-extra = { $count ->
        [1] Сделка { $deals }: такого заказа Kaspi не показывает. Проверьте её в amoCRM.
       *[other] Сделки { $deals }: такого заказа Kaspi не показывает. Проверьте их в amoCRM.
    }
interrupted = Остановлено по вашей просьбе.
    .todo = Что успели, записано; остальное заберёт следующая проверка.
connection-no_address = Имя { $host } никуда не ведёт.
    .todo = Проверьте интернет и как написан адрес; VPN или фильтр DNS на пробу отключите.
connection-proxy = Прокси { $proxy } не пропускает нас к { $host }.
    .todo = Проверьте его адрес и пароль или попросите администратора разрешить { $host }; KOPIR_PROXY=none обходит прокси.

## Настройки

config-missing = { $count ->
        [1] Не задано: { $fields }.
       *[other] Не заданы: { $fields }.
    }
    .todo = Впишите значения в файл .env или в переменные окружения.
config-number = { $field }: «{ $value }» не подходит.
    .todo = Напишите целое число от { $min } до { $max }.
config-id = { $field }: «{ $value }» — не номер.
    .todo = Впишите номер из списка kopir ids.
config-switch = { $field }: «{ $value }» — ни да, ни нет.
    .todo = Напишите true или false.
config-token = { $field }: токен скопирован не целиком или с лишними знаками.
    .todo = Скопируйте его ещё раз, одной строкой и без пробелов.
config-token_amocrm = { $field }: похоже на токен amoCRM.
    .todo = У Kaspi он короче и кончается на «=»: скопируйте его в кабинете продавца Kaspi (Настройки → Токен API).
config-token_kaspi = { $field }: похоже на токен Kaspi.
    .todo = У amoCRM он длиннее и начинается на «eyJ»: создайте долгосрочный токен в настройках интеграции amoCRM.
config-proxy = { $field }: это не адрес прокси.
    .todo = Напишите system, none или адрес вида http://proxy.example:3128.
config-kaspi_moved = { $field }: по этому адресу Kaspi не отвечает, а по адресу { $value } отвечает.
    .todo = Удалите строку { $field }: этот адрес известен и без неё.
config-amo_address = { $field }: «{ $value }» — не адрес amoCRM.
    .todo = Напишите адрес вида https://ВАШ_ПОДДОМЕН.amocrm.ru.
config-redirect = Ссылка для перенаправления «{ $value }» не читается.
    .todo = Впишите в AMO_REDIRECT_URI ту же ссылку, что в интеграции, например http://localhost:17171/callback.
config-kaspi_address = { $field }: «{ $value }» — не адрес Kaspi.
    .todo = Удалите эту строку: адрес https://kaspi.kz/shop/api/v2 известен и без неё.
config-state = { $field }: состояния «{ $value }» у Kaspi нет.
    .todo = Оставьте нужные из списка: { $known }.
config-zone = { $field }: часовой пояс «{ $value }» неизвестен.
    .todo = Напишите имя вида Asia/Almaty.
config-level = { $field }: уровень «{ $value }» неизвестен.
    .todo = Напишите error, warn, info, debug или trace.
config-template = { $field }: шаблон примечания не читается: { $detail }.
    .todo = Проверьте скобки и имена: code, items, total, customer, address, delivery, payment, planned_date, state, shop.
config-rules_file = { $field }: файл правил не читается: { $detail }.
    .todo = Проверьте путь и права на файл.
config-rules_encoding = { $field }: файл правил записан не в UTF-8.
    .todo = Сохраните его в кодировке UTF-8.
config-rules_large = { $field }: файл правил больше { $max } КиБ.
    .todo = Проверьте, тот ли это файл; образец покажет kopir rules --json.
config-rules_syntax = { $field }: это не JSON: строка { $line }, знак { $column }.
    .todo = Проверьте здесь скобки, кавычки и запятые; образец покажет kopir rules --json.
config-rules_shape = { $field }: правила — это список.
    .todo = Начните с [ и закончите ]; образец покажет kopir rules --json.
config-rules_empty = { $field }: в списке нет ни одного правила.
    .todo = Впишите правила или верните обычные: kopir rules set --default.
config-rules_many = { $field }: правил { $count }, а можно не больше { $max }.
    .todo = Объедините правила: null подходит ко всему.
config-rules_object = { $field }: правило { $number } — не правило.
    .todo = Правило пишется в фигурных скобках; образец покажет kopir rules --json.
config-rules_member = { $field }: правило { $number }: слова «{ $member }» в правилах нет.
    .todo = Есть такие: { $known }.
config-rules_value = { $field }: правило { $number }, { $member }: «{ $value }» не подходит.
    .todo = Выберите из списка или напишите null: { $known }.
config-rules_status = { $field }: правило { $number }, { $member }: «{ $value }» — не статус Kaspi.
    .todo = Пишите заглавными латинскими буквами и знаком _, например ACCEPTED_BY_MERCHANT.
config-rules_id = { $field }: правило { $number }, { $member }: «{ $value }» — не номер.
    .todo = Впишите номер из списка kopir ids без кавычек.
config-rules_half = { $field }: правило { $number }: не указан { $member }.
    .todo = Укажите и воронку, и этап, или null в обоих: тогда сделка остаётся где стоит.
config-rules_reason = { $field }: правило { $number }: { $member } бывает только у этапа 143.
    .todo = Уберите { $member } или укажите этап 143.
config-rules_pipeline = { $field }: правило { $number }, { $member }: воронки { $value } в amoCRM нет.
    .todo = Впишите номер из списка kopir ids.
config-rules_stage = { $field }: правило { $number }, { $member }: этапа { $value } в воронке «{ $name }» нет.
    .todo = Впишите номер из списка kopir ids.
config-rules_unsorted = { $field }: правило { $number }, { $member }: в этап «{ $name }» сделку перевести нельзя.
    .todo = Выберите другой этап из списка kopir ids.
rules-new_status = Правило { $number }: статуса { $value } мы у Kaspi ещё не видели.
    .todo = Проверьте, нет ли в нём опечатки.
rules-unchecked = amoCRM спросить не удалось: { $detail } Есть ли там такие этапы, не проверено.
    .todo = Когда связь появится, задайте правила ещё раз.
config-database = { $field }: «{ $value }» — не база данных, которую мы знаем.
    .todo = Напишите sqlite:ПУТЬ или удалите строку, тогда база ляжет в папку данных.
config-postgres = { $field }: PostgreSQL эта версия ещё не умеет.
    .todo = Напишите sqlite:ПУТЬ или удалите строку, тогда база ляжет в папку данных.
config-secrets = { $field }: «{ $value }» — не место для ключа.
    .todo = Напишите одно из списка: { $known }.
config-passphrase = { $field }: парольная фраза не задана, а KOPIR_SECRETS=file без неё не работает.
    .todo = Задайте её в переменной окружения или удалите KOPIR_SECRETS, тогда ключ будет храниться в системе.
env_file-missing = Файла настроек «{ $file }» нет.
    .todo = Проверьте путь после --env-file.
env_file-folder = «{ $file }» — папка, а не файл настроек.
    .todo = Укажите файл: --env-file ФАЙЛ.
env_file-unreadable = Файл настроек «{ $file }» не открывается: { $detail }.
    .todo = Проверьте права на файл.
env_file-encoding = Файл настроек «{ $file }» сохранён не в UTF-8.
    .todo = Откройте его в редакторе и сохраните в кодировке UTF-8.
env_file-line = Строка { $line } файла настроек «{ $file }» не читается.
    .todo = Напишите её как ИМЯ=ЗНАЧЕНИЕ, закройте кавычки или удалите строку.
data_dir-unusable = Папкой данных «{ $path }» нельзя пользоваться: { $detail }.
    .todo = Дайте права на запись или выберите другую папку: --data-dir ПАПКА.
database-foreign = { $field }: файл «{ $path }» — не база Köpir.
    .todo = Укажите другой файл; этот не тронут.
database-node = { $field }: «{ $path }» — база прежней интеграции на Node.
    .todo = Она не тронута: укажите другой файл, а её заказы возьмёт kopir import-node.
database-newer = { $field }: базу «{ $path }» создала более новая версия Köpir.
    .todo = Обновите Köpir; база не тронута.
database-read_only = Базу данных «{ $path }» можно только читать.
    .todo = Дайте права на запись или выберите другую папку: --data-dir ПАПКА.
database-folder = В «{ $path }» нельзя держать базу данных: { $detail }.
    .todo = Дайте права на запись или выберите другую папку: --data-dir ПАПКА.
database-damaged = База данных «{ $path }» повреждена: { $detail }.
    .todo = Мы её не тронули: верните свою резервную копию или переименуйте файл — новая база найдёт сделки по номерам заказов.
database-full = Для базы данных «{ $path }» не осталось места на диске.
    .todo = Освободите место и повторите; сама база цела.
database-locked = Базу данных «{ $path }» держит другая программа.
    .todo = Закройте её и повторите.

## Хранилище секретов

secrets-no_keychain = В системе нет хранилища ключей: { $detail }.
    .todo = В Linux установите и запустите gnome-keyring либо KWallet (kwalletmanager) или включите Secret Service в KeePassXC; на сервере задайте KOPIR_SECRETS=file и KOPIR_SECRETS_PASSPHRASE. Без шифрования токены не сохраняются.
secrets-keychain_locked = Хранилище ключей системы заблокировано.
    .todo = Разблокируйте его и повторите: окно с запросом пароля могло открыться позади других.
secrets-keychain_denied = Хранилище ключей системы не пускает Köpir: { $detail }.
    .todo = Разрешите Köpir доступ к записи kz.kopir.desktop и повторите.
secrets-keychain_broken = Хранилище ключей системы не сработало: { $detail }.
    .todo = Повторите; если не помогло, перезайдите в систему. Сохранённые токены целы.
secrets-key_lost = В хранилище ключей системы нет ключа к файлу «{ $path }».
    .todo = Файл не тронут: войдите под тем пользователем системы, который его создал, или переименуйте файл и подключите Kaspi и amoCRM заново.
secrets-wrong_passphrase = Файл «{ $path }» зашифрован другой парольной фразой.
    .todo = Верните прежнее значение KOPIR_SECRETS_PASSPHRASE; файл не тронут.
secrets-other_source = { $sealed ->
        [keyring] Файл «{ $path }» зашифрован ключом из хранилища системы, а KOPIR_SECRETS указывает на парольную фразу.
       *[file] Файл «{ $path }» зашифрован парольной фразой, а KOPIR_SECRETS указывает на хранилище ключей системы.
    }
    .todo = { $sealed ->
        [keyring] Задайте KOPIR_SECRETS=keyring или удалите эту строку; файл не тронут.
       *[file] Задайте KOPIR_SECRETS=file и прежнюю KOPIR_SECRETS_PASSPHRASE; файл не тронут.
    }
secrets-damaged = Файл с токенами «{ $path }» повреждён.
    .todo = Мы его не тронули: верните свою резервную копию или переименуйте файл и подключите Kaspi и amoCRM заново.
secrets-newer = Файл с токенами «{ $path }» создала более новая версия Köpir.
    .todo = Обновите Köpir; файл не тронут.
secrets-busy = Файл с токенами «{ $path }» держит другая копия Köpir.
    .todo = Ответьте на её запрос пароля или закройте её и повторите.
secrets-unreadable = Файл с токенами «{ $path }» не открывается: { $detail }.
    .todo = Проверьте права на файл и на папку данных.
secrets-unwritable = Файл с токенами «{ $path }» не записывается: { $detail }.
    .todo = Проверьте место на диске и права на папку данных; прежний файл цел.

## Перенос с Node

node-folder = Папки «{ $path }» нет.
    .todo = Укажите папку прежней программы на Node, в ней лежат .env и integrator.db.
node-not_folder = «{ $path }» — файл, а не папка.
    .todo = Укажите папку, в которой лежат .env и integrator.db прежней программы.
node-empty = В папке «{ $path }» нет ни .env, ни integrator.db.
    .todo = Укажите папку прежней программы на Node.
node-unreadable = «{ $path }» не читается: { $detail }.
    .todo = Дайте право на чтение и повторите.
node-database = «{ $path }» — не база SQLite.
    .todo = Положите туда integrator.db прежней программы или удалите этот файл; ничего не изменено.
node-damaged = База «{ $path }» повреждена: { $detail }.
    .todo = Положите на её место резервную копию прежней программы и повторите; ничего не изменено.
node-table = В базе «{ $path }» нет { $missing }: это не база прежней программы.
    .todo = Укажите папку прежней программы на Node; ничего не изменено.
node-ours = «{ $path }» — база самого Köpir, переносить из неё нечего.
    .todo = Укажите папку прежней программы на Node.
node-changing = База «{ $path }» меняется, пока мы её читаем.
    .todo = Остановите прежнюю программу и повторите; ничего не изменено.
node-account = Прежняя программа работала с { $found }, а Köpir — с { $expected }.
    .todo = Уберите AMO_BASE_URL из настроек Köpir или выберите другую папку данных: --data-dir DIR.
node-in_use = База «{ $path }» открыта: похоже, прежняя программа ещё работает.
    .todo = Остановите её и повторите перенос, чтобы две программы не создавали сделки вместе.
node-no_database = Рядом с настройками нет базы «{ $path }».
    .todo = Перенесены только настройки; сделки прежней программы узнаем в amoCRM по названию.
node-no_env = В папке «{ $path }» нет .env.
    .todo = Перенесены только заказы; настройки и токены задайте сами.
node-rows = Строк, которые не читаются, в прежней базе: { $count }.
    .todo = Они пропущены; сделки по ним узнаем в amoCRM по названию.
node-line = Строка { $line } в .env не читается.
    .todo = Она пропущена.
node-value = { $field }: «{ $value }» не подходит.
    .todo = Это значение не перенесено.
node-kaspi_address = { $field }: «{ $value }» — не адрес Kaspi.
    .todo = Вместо него взят https://kaspi.kz/shop/api/v2.
node-left = Не перенесены пароли и ключи: { $fields }.
    .todo = Запишите их в окружение или в файл .env.
node-kept = В Köpir уже заданы другие значения: { $fields }.
    .todo = Оставили как есть.
node-dry_run = В прежних настройках включён DRY_RUN.
    .todo = Köpir тоже будет только показывать; чтобы писать, задайте DRY_RUN=false.
takeover-left-out = Это значение не перенесено.

## Команды

period-reversed = { $field }: период кончается { $to }, раньше, чем начинается: { $from }.
    .todo = Поменяйте даты местами.
period-ahead = { $field }: { $from } ещё не наступило, сегодня { $today }.
    .todo = Начните с сегодняшнего дня или раньше.
period-too_long = { $field }: в периоде { $days } дней, а больше { $max } за один раз не берём.
    .todo = Разделите период на части.
order-unknown = { $count ->
        [1] Заказа { $orders } мы ещё не видели.
       *[other] Этих заказов мы ещё не видели: { $orders }.
    }
    .todo = Проверьте номер; новые заказы появятся после kopir poll.
order-no_deal = У заказа { $order } ещё нет сделки.
    .todo = Сделка появится после kopir poll.
order-skipped = Заказ { $order } вы пропустили.
    .todo = Верните его: kopir unskip { $order }.
forget-unknown = Ни заказа с таким номером, ни покупателя с таким телефоном мы не знаем.
    .todo = Проверьте номер; стёртые раньше телефоны уже не найти.
relink-deal = «{ $value }» — не номер сделки и не её адрес.
    .todo = Скопируйте адрес открытой сделки из браузера: …/leads/detail/НОМЕР.
relink-other_account = Эта сделка из другого amoCRM: { $found }, а подключён { $expected }.
    .todo = Укажите сделку подключённого аккаунта.
relink-no_deal = Сделки { $deal } в amoCRM нет.
    .todo = Проверьте номер; объединённая сделка живёт под номером той, с которой её слили.
relink-deleted = Сделка { $deal } удалена в amoCRM.
    .todo = Восстановите её из корзины или укажите другую.
relink-taken = Сделка { $deal } принадлежит заказу { $order }.
    .todo = Укажите другую сделку или сначала свяжите с другой сделкой тот заказ.
relink-refused = amoCRM не принял номер заказа в сделку { $deal }: { $detail }.
    .todo = Ничего не изменилось; исправьте названное в amoCRM и повторите.
relink-doubt = Запись по заказу { $order } ещё уточняется в amoCRM.
    .todo = Дождитесь следующей проверки (kopir poll) и повторите.
lease-alive = Место «{ $name }» занято живой копией Köpir (процесс { $pid }).
    .todo = Сначала остановите её.
usage = { $detail }.
    .todo = Подсказка: kopir --help.
oauth-code_spent = Код уже не действует: он живёт 20 минут и работает один раз.
    .todo = Скопируйте новый.
oauth-code_unknown = amoCRM не узнаёт этот код.
    .todo = Скопируйте его ещё раз, целиком и из своей интеграции.
oauth-redirect = Ссылка в интеграции не совпадает с нашей.
    .todo = Скопируйте её ещё раз, буква в букву.
oauth-client = ID или секретный ключ не подошли.
    .todo = Проверьте, что они из одной интеграции.
oauth-account = Этот токен от другого аккаунта amoCRM.
    .todo = Проверьте адрес аккаунта и войдите в тот, где создана интеграция.
oauth-refused = amoCRM не даёт доступ: { $detail }.
    .todo = Подключите amoCRM заново; если не поможет, пришлите нам эти слова.
serve-port = Порт { $value } занят или закрыт: { $detail }.
    .todo = Выберите другой: --port ПОРТ, или не указывайте его, тогда возьмём свободный.
output = Ответ не удалось записать туда, куда он выводится.
    .todo = Проверьте место на диске; сама работа сделана.
internal = Ошибка в самой программе: { $detail }.
    .todo = Записанное цело; пришлите нам эти слова, мы исправим.

## Что сделано с заказом

detail-contact_found = контакт уже есть
detail-contact_new = новый контакт
detail-contact_of_another_order = контакт из соседнего заказа
detail-no_phone = телефон скрыт, без контакта
detail-code_filled = номер заказа в поле сделки
detail-checked_on_apply = проверим при записи
detail-stage = «{ $from }» → «{ $to }»
detail-price = сумма
detail-fields = поля и метки
detail-note = примечание

## На заметку

notice-clock_slow = Часы этого компьютера отстают на { $minutes } мин.
    .todo = Поправьте их: мы считаем время сервисов, но сроки на экране будут неверны.
notice-clock_fast = Часы этого компьютера спешат на { $minutes } мин.
    .todo = Поправьте их: мы считаем время сервисов, но сроки на экране будут неверны.
notice-responsible_inactive = Пользователь { $user } отключён в amoCRM, ответственного выбирает amoCRM.
    .todo = Впишите другого в AMO_RESPONSIBLE_USER_ID: kopir ids.
notice-duplicate_deals = У заказа { $order } несколько сделок: { $deals }.
    .todo = Мы ведём первую; лишние закройте в amoCRM сами.

## Здоровье

health-fail_streak = Проверок с ошибкой подряд: { $count }.
    .todo = Посмотрите причину: kopir errors.
health-never = Проверок ещё не было.
    .todo = Запустите kopir poll или kopir run.
health-heartbeat = Последняя удачная проверка была { $minutes } мин назад.
    .todo = Проверьте, работает ли kopir run или расписание.
health-backlog = { $count ->
        [one] { $count } заказ ждёт своей сделки.
        [few] { $count } заказа ждут своей сделки.
       *[many] { $count } заказов ждут своей сделки.
    }
    .todo = Посмотрите причину: kopir errors.
health-failed_orders = { $count ->
        [one] { $count } заказ не удалось перенести.
        [few] { $count } заказа не удалось перенести.
       *[many] { $count } заказов не удалось перенести.
    }
    .todo = Посмотрите, что мешает: kopir orders --failed.
health-token_ends = { $days ->
        [one] Доступ к amoCRM закончится через { $days } день.
        [few] Доступ к amoCRM закончится через { $days } дня.
       *[many] Доступ к amoCRM закончится через { $days } дней.
    }
    .todo = Создайте новый долгосрочный токен и впишите его в AMO_ACCESS_TOKEN, перенос не прервётся.
health-token_ended = Срок токена amoCRM прошёл.
    .todo = Создайте новый долгосрочный токен и впишите его в AMO_ACCESS_TOKEN.

## Проверка связи

check-address = { $host }
check-proxy_none = нет
check-proxy_setting = { $proxy }, из KOPIR_PROXY
check-proxy_environment = { $proxy }, из переменных окружения
check-proxy_system = { $proxy }, из настроек системы
check-tls = защищено, сертификат в порядке
check-tls_none = на этом компьютере не нужно
check-silence = отвечает; мы называем себя { $agent }
check-silence_order = Проверьте по порядку: пропускает ли фильтр программу с именем { $agent }; отключите VPN; попробуйте из сети в Казахстане; скопируйте токен ещё раз.
check-kaspi_rights = читает заказы; в Kaspi Köpir ничего не меняет
check-kaspi_facts = Kaspi отвечает. За 14 дней: { $count ->
        [one] { $count } заказ
        [few] { $count } заказа
       *[other] { $count } заказов
    }, в работе { $open }
check-clock = точны до { $seconds } с
check-clock_unknown = сервис не назвал своё время
check-connection = соединение есть
check-kaspi_token = Kaspi принимает токен
check-kaspi_orders = { $count ->
        [one] за сутки { $count } заказ в состоянии { $state }
        [few] за сутки { $count } заказа в состоянии { $state }
       *[many] за сутки { $count } заказов в состоянии { $state }
    }
check-amocrm_token = аккаунт «{ $name }», номер { $id }
check-admin = токен администратора
check-no_admin = токен не администратора, для работы этого хватает
check-pipeline = «{ $name }»
check-stage = «{ $name }»
check-field = поле для номера заказа есть
check-field_to_come = поле для номера заказа создаст первая проверка

## Экран

desk-not_live = Пока ничего не пишем в amoCRM.
    .todo = Откройте предпросмотр и запишите первые сделки: после этого перенос пойдёт сам.
desk-wrong_passphrase = Пароль не подошёл.
    .todo = Введите тот, которым закрыто хранилище; файл не тронут.
desk-short_passphrase = Пароль короче { $least } знаков.
    .todo = Возьмите длиннее: им закрыты токены Kaspi и amoCRM.
status-setup = Осталось подключить { $service }
    .todo = Впишите недостающее в файл .env и откройте Köpir снова.
status-stopped = Перенос остановлен
status-stopped-by = Перенос остановлен: { $cause }
status-paused = Пока ничего не пишем
status-paused-here = Здесь пока ничего не пишем
status-dry_run = В настройках включён DRY_RUN: Köpir только показывает и ничего не пишет.
status-first_look = Посмотрите, что запишем в amoCRM. После первой записи перенос пойдёт сам.
status-standby = Переносит другая копия Köpir
status-attention = { $count ->
        [one] { $count } заказ ждёт вашего решения
        [few] { $count } заказа ждут вашего решения
       *[many] { $count } заказов ждут вашего решения
    }
    .todo = Остальные переносятся как обычно.
status-attention-other = Нужно ваше решение
status-offline = { $service ->
        [Kaspi] Kaspi не отвечает, ждём
        [amoCRM] amoCRM не отвечает, ждём
       *[other] Нет сети, ждём
    }
status-late = { $count ->
        [one] Последняя проверка { $count } минуту назад
        [few] Последняя проверка { $count } минуты назад
       *[many] Последняя проверка { $count } минут назад
    }
status-never = Проверок ещё не было
status-catching_up = { $count ->
        [one] Переносим { $count } заказ
        [few] Переносим { $count } заказа
       *[many] Переносим { $count } заказов
    }
status-syncing = Идёт проверка
status-ok = Всё перенесено
fact-demo = пример
fact-missing = не подключён
fact-unknown = ещё не проверяли
fact-ok = отвечает
fact-unreachable = не отвечает
fact-refused = нужно ваше решение
notify-access_ends = { $days ->
        [one] Доступ к amoCRM закончится через { $days } день
        [few] Доступ к amoCRM закончится через { $days } дня
       *[many] Доступ к amoCRM закончится через { $days } дней
    }
notify-access_renew = Создайте новый токен и вставьте его в настройках Köpir: это две минуты, и перенос не прервётся.
notify-recovered = Перенос снова работает
notify-caught-up = { $count ->
        [0] Новых заказов за это время не было.
        [one] Догнали { $count } заказ.
        [few] Догнали { $count } заказа.
       *[many] Догнали { $count } заказов.
    }

## Подключение

connect-code = Это не код и не адрес с кодом.
    .todo = Скопируйте код авторизации целиком из окна интеграции или весь адрес, на котором остановился браузер.
connect-denied = Вы отказали в доступе, ничего не изменилось.
    .todo = Чтобы подключить amoCRM, начните вход ещё раз и разрешите доступ.
connect-refused = amoCRM не дал доступа: { $detail }.
    .todo = Проверьте, что интеграция включена, и начните вход ещё раз.
connect-other_account = Доступ дан аккаунту { $found }, а подключаем { $expected }.
    .todo = Войдите в amoCRM в нужный аккаунт или исправьте адрес.
connect-no_loopback = Ссылка { $value } ведёт не на этот компьютер, браузер не сможет вернуть вас сюда.
    .todo = Вставьте код вручную или укажите в интеграции http://localhost:17171/callback.
connect-cancelled = Вход отменён, ничего не изменилось.
    .todo = Начните вход ещё раз, когда будете готовы.
connect-time = Время ожидания вышло, ничего не изменилось.
    .todo = Начните вход ещё раз или вставьте код вручную.
connect-state = Ответ пришёл не от этого окна.
    .todo = Закройте старые вкладки и начните вход заново.
connect-port_taken = Порт { $port } занят другой программой.
    .todo = Вставьте код вручную или закройте ту программу и начните вход ещё раз.
connect-port_reserved = Система не даёт открыть порт { $port }: { $detail }.
    .todo = Вставьте код вручную или зарегистрируйте в интеграции ссылку с другим портом и впишите её в AMO_REDIRECT_URI.
connect-proxy = Адрес прокси с именем и паролем мы не сохраняем.
    .todo = Задайте его в переменной окружения KOPIR_PROXY или введите адрес без имени и пароля.
connect-fixed = { $field } задано в окружении, введённое здесь не подействует.
    .todo = Уберите { $field } из окружения и файла .env или измените значение там.
field-unknown = Поля «{ $value }» нет среди полей Köpir.
    .todo = Выберите из них: { $known }.
secrets-hash_key = Зашифрованные данные рядом с базой не от неё.
    .todo = Верните файл secrets.sealed, который был с этой базой, или уберите kopir.db: Köpir начнёт новую базу и найдёт готовые сделки в amoCRM.
page-done = Можно вернуться в Köpir
page-done-todo = amoCRM ответил. Эту вкладку можно закрыть.
page-denied = Доступ не дан
page-denied-todo = Ничего не изменилось. Эту вкладку можно закрыть.
page-state = Ответ пришёл не от этого окна
page-state-todo = Закройте эту вкладку и начните вход в Köpir заново.
page-again = Этот ответ уже получен
page-again-todo = Вернитесь в Köpir, эту вкладку можно закрыть.

## Открытые вопросы

probe-state_optional = Показывает ли список без состояния все заказы?
probe-status_filter_with_state = Слушается ли фильтр статуса вместе с состоянием?
probe-status_filter_alone = Слушается ли фильтр статуса сам по себе?
probe-sort_order = В каком порядке идут заказы?
probe-page_size_over_100 = Что делает страница больше 100?
probe-entries_included = Есть ли в списках все строки заказов?
probe-phone_open = Телефоны открытых заказов
probe-phone_completed = Телефоны выданных заказов
probe-phone_cancelled = Телефоны отменённых заказов
probe-phone_returned = Телефоны возвращённых заказов
probe-customer_id_when_masked = Выдаёт ли id покупателя скрытый телефон?
probe-window_14_days = Окно ровно в 14 дней
probe-window_over_14_days = Окно больше 14 дней
probe-code_digits = Сколько цифр в номерах заказов?
probe-padded_id = id заказа с «=» на конце
probe-unknown_words = Слова Kaspi, которых мы не знаем
probe-filter_told = Включена ли платная фильтрация?
probe-filter_honoured = Фильтрует ли фильтр на самом деле?
probe-user = Чей это токен?
probe-users_list = Список пользователей
probe-code_field = Поле для номера заказа
probe-catalogs = Списки и товары
probe-order_by_id = Слушается ли порядок по номеру?
probe-order_by_change = Слушается ли порядок по изменению?
probe-next_link_host = Куда ведёт ссылка на следующую страницу?
probe-search_by_digits = Находят ли цифры телефона его контакт?
probe-search_by_code = Находит ли номер заказа его сделку?
probe-customers = Покупатели в amoCRM
probe-unsorted = Неразобранное
probe-detail-counts = { $found } из { $all }
probe-detail-names_limit = HTTP { $status }, называет предел
probe-detail-other_text = HTTP { $status }, другими словами
probe-detail-no_text = HTTP { $status }, без слов
probe-detail-words = { $words }
probe-why-no_orders = за 13 дней нет таких заказов
probe-why-few_orders = за 13 дней слишком мало заказов
probe-why-needs_state = список без состояния не даётся
probe-why-no_masked = нет заказа со скрытым телефоном
probe-why-no_padding = ни у одного id нет «=» на конце
probe-why-few_leads = меньше двух сделок
probe-why-few_contacts = слишком мало контактов
probe-why-many_users = слишком много пользователей
probe-why-no_phone = нет контакта с телефоном
probe-why-no_code = нет сделки с номером заказа
probe-why-not_asked = до этого не дошло
probe-contradiction = Противоречит тому, что мы знаем: { $question } — { $answer }. Перенос идёт дальше.
probe-word-yes = да
probe-word-no = нет
probe-word-partly = не все
probe-word-unknown = неизвестно
probe-word-honoured = да
probe-word-ignored = нет
probe-word-refused = отказ
probe-word-accepted = принимается
probe-word-clamped = приходит 100
probe-word-newest_first = сначала новые
probe-word-oldest_first = сначала старые
probe-word-unsorted = без порядка
probe-word-complete = все
probe-word-incomplete = не все
probe-word-shown = видны
probe-word-masked = скрыты
probe-word-mixed = по-разному
probe-word-nine = девять
probe-word-ten = десять
probe-word-other = другое
probe-word-another = другой
probe-word-none = нет
probe-word-some = есть
probe-word-on = да
probe-word-off = нет
probe-word-not_told = не сказано
probe-word-unavailable = нет в тарифе
probe-word-admin = администратора
probe-word-not_admin = не администратора
probe-word-forbidden = нет прав
probe-word-present = есть
probe-word-absent = ещё нет
probe-word-other_type = другого типа
probe-word-products = с товарами
probe-word-lists = без товаров
probe-word-account = на аккаунт
probe-word-found = да
probe-word-not_found = нет

## Сроки

goods-and-more = { $name } и ещё { $count }

## История заказа

why-found-seconds = Нашли в Kaspi через { $count ->
        [one] { $count } секунду
        [few] { $count } секунды
       *[many] { $count } секунд
    } после оформления: «{ $stood }», { $amount }
why-found-minutes = Нашли в Kaspi через { $count ->
        [one] { $count } минуту
        [few] { $count } минуты
       *[many] { $count } минут
    } после оформления: «{ $stood }», { $amount }
why-found-hours = Нашли в Kaspi через { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[many] { $count } часов
    } после оформления: «{ $stood }», { $amount }
why-found-days = Нашли в Kaspi через { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    } после оформления: «{ $stood }», { $amount }
why-moved = В Kaspi: «{ $from }» → «{ $to }»
why-amount = Сумма в Kaspi: { $from } → { $to }
why-deadline = Срок передачи по данным Kaspi: { $at }
why-phone_hidden = Kaspi скрыл телефон, оставили прежний
why-not_transferred = Не переносим: состояние «{ $stood }» выключено в правилах
why-contact-found = Нашли контакт по телефону. Имя и поля контакта не меняем
why-contact-new = Создали контакт
why-contact-none = Телефона нет: сделка без контакта
why-contact-later = Телефон стал известен: добавили контакт в сделку
why-created = Создали сделку { $deal } в «{ $stage }»
why-adopted = Нашли готовую сделку { $deal } и взяли её
why-code_written = Записали номер заказа в сделку { $deal }
why-stage_moved = Перевели сделку: «{ $from }» → «{ $to }»
why-stage_kept = Этап не тронули, хотя по правилам «{ $stage }»: перенос менеджера важнее
why-price = Записали в сделку новую сумму: { $amount }
why-fields = Обновили поля сделки
why-tag = Обновили метку сделки
why-note = Написали примечание с товарами
why-note-told = Написали в примечании: «{ $stood }»
why-answer_lost-deal = Ответ amoCRM не дошёл. Проверили: сделка создана, второй не будет
why-answer_lost-found = Ответ amoCRM не дошёл. Проверили: всё записано
why-answer_lost-missing = Ответ amoCRM не дошёл. Проверили дважды: не записано, отправим ещё раз
why-answer_lost-anew = Ответ amoCRM не дошёл. Сверим сделку заново
why-failed = { $problem } Повторим сами: { $at }
why-waits = { $problem } Ждём вас. { $todo }
why-said-retry = Вы попросили повторить
why-said-skip = Вы пропустили заказ
why-said-unskip = Вы вернули заказ
why-said-release = Вы вернули этап под правила
why-linked = Вы связали заказ со сделкой { $deal }
why-relinked = Вы связали заказ с другой сделкой: { $from } → { $to }
why-link_refused = amoCRM не принял номер заказа в сделку { $deal }: оставили прежнюю
