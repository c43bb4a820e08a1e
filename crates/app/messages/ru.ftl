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
    .todo = Проверьте дату на компьютере и антивирус, который просматривает защищённые соединения.
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
    .todo = Создайте новый долгосрочный токен в настройках интеграции amoCRM и впишите его в AMO_ACCESS_TOKEN.
    .cause = amoCRM больше не принимает токен
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
    .todo = Проверьте дату на компьютере и антивирус, который просматривает защищённые соединения.
amocrm-rate_limited = amoCRM просит подождать.
    .todo = Делать ничего не нужно, следующая проверка продолжит; если это повторяется, уменьшите AMO_RPS.
amocrm-server = amoCRM отвечает ошибкой на своей стороне.
    .todo = Делать ничего не нужно: заказы не потеряются, следующая проверка продолжит.
amocrm-not_json = Вместо данных от amoCRM пришла веб-страница.
    .todo = Проверьте, что AMO_BASE_URL — адрес вашего amoCRM, и что прокси пропускает его.
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
interrupted = Остановлено по вашей просьбе.
    .todo = Что успели, записано; остальное заберёт следующая проверка.

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
config-amo_address = { $field }: «{ $value }» — не адрес amoCRM.
    .todo = Напишите адрес вида https://ВАШ_ПОДДОМЕН.amocrm.ru.
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
config-database = { $field }: «{ $value }» — не база данных, которую мы знаем.
    .todo = Напишите sqlite:ПУТЬ или удалите строку, тогда база ляжет в папку данных.
config-postgres = { $field }: PostgreSQL эта версия ещё не умеет.
    .todo = Напишите sqlite:ПУТЬ или удалите строку, тогда база ляжет в папку данных.
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
node-ours = «{ $path }» — база самого Көпір, переносить из неё нечего.
    .todo = Укажите папку прежней программы на Node.
node-changing = База «{ $path }» меняется, пока мы её читаем.
    .todo = Остановите прежнюю программу и повторите; ничего не изменено.
node-account = Прежняя программа работала с { $found }, а Көпір — с { $expected }.
    .todo = Уберите AMO_BASE_URL из настроек Көпір или выберите другую папку данных: --data-dir DIR.
node-secrets = Эти секреты негде сохранить: { $fields }.
    .todo = Запишите их в окружение или в файл .env и повторите; ничего не изменено.
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
node-kept = В Көпір уже заданы другие значения: { $fields }.
    .todo = Оставили как есть.
node-dry_run = В прежних настройках включён DRY_RUN.
    .todo = Көпір тоже будет только показывать; чтобы писать, задайте DRY_RUN=false.
takeover-left-out = Это значение не перенесено.

## Команды

order-unknown = { $count ->
        [1] Заказа { $orders } мы ещё не видели.
       *[other] Этих заказов мы ещё не видели: { $orders }.
    }
    .todo = Проверьте номер; новые заказы появятся после kopir poll.
lease-alive = Место «{ $name }» занято живой копией Köpir (процесс { $pid }).
    .todo = Сначала остановите её.
usage = { $detail }.
    .todo = Подсказка: kopir --help.
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
notify-recovered = Перенос снова работает
notify-caught-up = { $count ->
        [0] Новых заказов за это время не было.
        [one] Догнали { $count } заказ.
        [few] Догнали { $count } заказа.
       *[many] Догнали { $count } заказов.
    }
