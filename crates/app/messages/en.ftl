# What is wrong (the value) and what to do (.todo). One sentence each, no exclamation marks.

no-detail = no explanation

## Kaspi

kaspi-unauthorized = Kaspi no longer accepts the token.
    .todo = Copy the token in Kaspi's seller cabinet (Settings → API token) and put it into KASPI_API_TOKEN.
    .cause = Kaspi no longer accepts the token
kaspi-silent = Kaspi took the connection and stays silent.
    .todo = A VPN or a network filter is the usual cause: turn it off or try another network; no order is lost.
kaspi-unreachable = Kaspi cannot be reached.
    .todo = Check the internet connection and the proxy; no order is lost, the next check collects them.
kaspi-tls = No secure connection to Kaspi could be made.
    .todo = Usual causes: an antivirus that looks into secure connections, a company proxy that does, or a wrong date on this computer; let Köpir past them, set the date.
kaspi-rate_limited = Kaspi asks us to wait.
    .todo = Nothing needs doing, the next check goes on; if it happens often, lower KASPI_RPS.
kaspi-server = Kaspi answers with an error of its own.
    .todo = Nothing needs doing: no order is lost, the next check collects them.
kaspi-not_json = Kaspi answered with a web page instead of data.
    .todo = Check KASPI_BASE_URL, the VPN and the proxy.
kaspi-bad_request = Kaspi refused the request: { $detail }.
    .todo = Check once more; if that does not help, send us these words.
kaspi-unreadable = This order's data at Kaspi does not read: { $detail }.
    .todo = Open the order in Kaspi's cabinet; we try again by ourselves.
kaspi-order_gone = Kaspi no longer shows this order.
    .todo = Look for it in Kaspi's cabinet; if it is not needed, leave it out with kopir skip.
order-amount = The sum of this order is not a sum of money.
    .todo = Open the order in Kaspi's cabinet; we try again by ourselves.
order-other_shop = An order with this number came from another shop before.
    .todo = Look at the deal in amoCRM and decide which shop it belongs to.

## amoCRM

amocrm-unauthorized = amoCRM no longer accepts the token.
    .todo = Connect amoCRM again: sign in once more, or put a new long-lived token into AMO_ACCESS_TOKEN.
    .cause = amoCRM no longer accepts the token
amocrm-token_ended = The amoCRM token ended on { $date }.
    .todo = Create a new long-lived token and put it into AMO_ACCESS_TOKEN; if that day is still to come, this computer's date is wrong.
amocrm-unpaid = The amoCRM subscription has ended.
    .todo = Renew it: the transfer goes on by itself, no order is lost.
    .cause = the amoCRM subscription has ended
amocrm-forbidden = This amoCRM user lacks a right: { $detail }.
    .todo = Take the token of an amoCRM administrator, or ask one for the rights on deals and contacts.
    .cause = rights are missing in amoCRM
amocrm-blocked = amoCRM has blocked our requests.
    .todo = We stopped asking so as not to prolong it: write to amoCRM's support that the integration's requests are answered with 403.
    .cause = amoCRM has blocked our requests
amocrm-unreachable = amoCRM cannot be reached.
    .todo = Check AMO_BASE_URL, the internet connection and the proxy; no order is lost.
amocrm-tls = No secure connection to amoCRM could be made.
    .todo = Usual causes: an antivirus that looks into secure connections, a company proxy that does, or a wrong date on this computer; let Köpir past them, set the date.
amocrm-rate_limited = amoCRM asks us to wait.
    .todo = Nothing needs doing, the next check goes on; if it happens often, lower AMO_RPS.
amocrm-server = amoCRM answers with an error of its own.
    .todo = Nothing needs doing: no order is lost, the next check goes on.
amocrm-not_json = amoCRM answered with a web page instead of data.
    .todo = Check that AMO_BASE_URL is the address of your amoCRM, and that the proxy lets it through.
amocrm-token_unavailable = Access to amoCRM cannot be had right now: { $detail }.
    .todo = There is nothing to do, the next check tries again; if it happens often, check that the data folder opens and that the disk has space.
amocrm-rejected = amoCRM refused the request: { $detail }.
    .todo = Check once more; if that does not help, send us these words.
amocrm-validation = amoCRM refused this order's deal: { $detail }.
    .todo = Mend in amoCRM what it names (required fields, the responsible user), then repeat the order: kopir retry.
amocrm-account_changed = This is another amoCRM account: it was { $expected }, now it is { $found }.
    .todo = Put back the former AMO_BASE_URL and AMO_ACCESS_TOKEN, or give the new account a data folder of its own (--data-dir).
    .cause = another amoCRM account is connected
amocrm-field_gone = The deal field for the Kaspi order number was deleted in amoCRM.
    .todo = No deals are created, so as not to make duplicates: bring back the field with the code KASPI_ORDER_CODE.
    .cause = the field for the order code was deleted in amoCRM
amocrm-field_rights = The field for the order number cannot be created in amoCRM: the user lacks the right.
    .todo = Take an amoCRM administrator's token once, or ask one to create a text field of deals with the code KASPI_ORDER_CODE.
    .cause = no right to create the field for the order code
rules-stage_gone = The stage that the rules name for this order is no longer in amoCRM ({ $detail }).
    .todo = Choose another stage in the transfer rules.
order-stale = The order has not ended for more than 120 days. It is no longer compared.
    .todo = Look at it in Kaspi's cabinet; “retry” compares it once more.
deal-deleted = This order's deal was deleted in amoCRM.
    .todo = We do not create it again by ourselves; if the order is no longer needed, leave it out with kopir skip.
deal-merged = amoCRM merged this order's deal into another.
    .todo = Turn off duplicate control by phone for this source, split the deals, then repeat the order: kopir retry.

## A check

config-pipeline = There is no pipeline { $value } in this amoCRM.
    .todo = Put a number from the list of kopir ids into AMO_PIPELINE_ID.
    .cause = amoCRM has no such pipeline
config-stage = There is no stage { $value } in this pipeline, or a deal cannot be put there.
    .todo = Put the number of a stage from the list of kopir ids into AMO_STATUS_ID.
    .cause = the pipeline has no such stage
account-rival = Another Köpir, with another data folder, writes into this amoCRM.
    .todo = Stop one of the copies, then run kopir unlock poll with the one that stays; until then no deals are created, so as not to make duplicates.
    .cause = another Köpir creates deals as well
account-busy = Another copy of Köpir is already transferring.
    .todo = Wait for it or stop it; if it is gone, free its place: kopir unlock poll.
ledger-unusable = The database does not take what we write: { $detail }.
    .todo = Check the space on the disk and the rights of the data folder; the database itself is untouched.
    .cause = the database does not take writes
verify-too_much = This period holds more than { $count } deals that have to be asked for one by one.
    .todo = Verify it in parts: bring --from and --to closer together.
    .cause = the period is too much for one verification
verify-due = Not carried over yet.
verify-code_gone = Deal { $deal } is there, but no longer holds the order's number. Put it back into the order's field, or leave the order out: kopir skip.
verify-duplicates = Deals { $deals }: keep one, delete the others in amoCRM.
verify-extra = { $count ->
        [1] Deal { $deals }: Kaspi shows no such order. Look at it in amoCRM.
       *[other] Deals { $deals }: Kaspi shows no such order. Look at them in amoCRM.
    }
interrupted = Stopped as you asked.
    .todo = What was done is recorded; the next check collects the rest.
connection-no_address = The name { $host } leads to no address.
    .todo = Check the internet connection and how the address is written; with a VPN or DNS filter turn it off for a try.
connection-proxy = The proxy { $proxy } does not let us through to { $host }.
    .todo = Check its address and password, or ask its administrator to allow { $host }; KOPIR_PROXY=none goes past it.

## Settings

config-missing = { $count ->
        [1] Missing: { $fields }.
       *[other] Missing: { $fields }.
    }
    .todo = Write the values into the file .env or into the environment.
config-number = { $field }: “{ $value }” does not fit.
    .todo = Write a whole number from { $min } to { $max }.
config-id = { $field }: “{ $value }” is not an id.
    .todo = Write a number from the list of kopir ids.
config-switch = { $field }: “{ $value }” is neither yes nor no.
    .todo = Write true or false.
config-token = { $field }: the token was copied in part, or with something added.
    .todo = Copy it again, in one line and without spaces.
config-token_amocrm = { $field }: this looks like amoCRM's token.
    .todo = Kaspi's is shorter and ends with “=”: copy it in Kaspi's seller cabinet (Settings → API token).
config-token_kaspi = { $field }: this looks like Kaspi's token.
    .todo = amoCRM's is longer and begins with “eyJ”: create a long-lived token in the settings of the amoCRM integration.
config-proxy = { $field }: this is not the address of a proxy.
    .todo = Write system, none, or an address like http://proxy.example:3128.
config-kaspi_moved = { $field }: Kaspi does not answer at this address, but it does at { $value }.
    .todo = Delete the line { $field }: that address is known without it.
config-amo_address = { $field }: “{ $value }” is not an address of amoCRM.
    .todo = Write an address like https://YOUR_SUBDOMAIN.amocrm.ru.
config-redirect = The redirect “{ $value }” does not read.
    .todo = Write the same redirect into AMO_REDIRECT_URI as in the integration, for example http://localhost:17171/callback.
config-kaspi_address = { $field }: “{ $value }” is not an address of Kaspi.
    .todo = Delete the line: the address https://kaspi.kz/shop/api/v2 is known without it.
config-state = { $field }: Kaspi has no state “{ $value }”.
    .todo = Keep those you need of this list: { $known }.
config-zone = { $field }: the time zone “{ $value }” is unknown.
    .todo = Write a name like Asia/Almaty.
config-level = { $field }: the level “{ $value }” is unknown.
    .todo = Write error, warn, info, debug or trace.
config-template = { $field }: the template of the note does not read: { $detail }.
    .todo = Check the braces and the names: code, items, total, customer, address, delivery, payment, planned_date, state, shop.
config-rules_file = { $field }: the file of rules cannot be read: { $detail }.
    .todo = Check its path and its rights.
config-rules_encoding = { $field }: the file of rules is not UTF-8.
    .todo = Save it as UTF-8.
config-rules_large = { $field }: the file of rules is over { $max } KiB.
    .todo = Check that it is the right file; kopir rules --json shows what one looks like.
config-rules_syntax = { $field }: this is not JSON: line { $line }, column { $column }.
    .todo = Check the brackets, quotes and commas there; kopir rules --json shows what rules look like.
config-rules_shape = { $field }: rules are a list.
    .todo = Begin with [ and end with ]; kopir rules --json shows what rules look like.
config-rules_empty = { $field }: there is no rule in the list.
    .todo = Write rules, or go back to the ordinary ones: kopir rules set --default.
config-rules_many = { $field }: there are { $count } rules, { $max } are the most.
    .todo = Join some of them: null fits everything.
config-rules_object = { $field }: rule { $number } is no rule.
    .todo = A rule stands in braces; kopir rules --json shows what rules look like.
config-rules_member = { $field }: rule { $number }: rules have no “{ $member }”.
    .todo = They have: { $known }.
config-rules_value = { $field }: rule { $number }, { $member }: “{ $value }” does not fit.
    .todo = Choose one of these, or write null: { $known }.
config-rules_status = { $field }: rule { $number }, { $member }: “{ $value }” is no status of Kaspi.
    .todo = Write capital letters and _, as in ACCEPTED_BY_MERCHANT.
config-rules_id = { $field }: rule { $number }, { $member }: “{ $value }” is not an id.
    .todo = Take a number of kopir ids, without quotes.
config-rules_half = { $field }: rule { $number }: { $member } is missing.
    .todo = Name both pipeline and stage, or null for both: then the deal is left where it is.
config-rules_reason = { $field }: rule { $number }: only stage 143 has a { $member }.
    .todo = Take { $member } out, or name stage 143.
config-rules_pipeline = { $field }: rule { $number }, { $member }: amoCRM has no pipeline { $value }.
    .todo = Take a number of kopir ids.
config-rules_stage = { $field }: rule { $number }, { $member }: the pipeline “{ $name }” has no stage { $value }.
    .todo = Take a number of kopir ids.
config-rules_unsorted = { $field }: rule { $number }, { $member }: no deal can be moved to “{ $name }”.
    .todo = Choose another stage of kopir ids.
rules-new_status = Rule { $number }: Kaspi was not seen to use the status { $value } so far.
    .todo = Check its spelling.
rules-unchecked = amoCRM could not be asked: { $detail } Whether it has these stages was not checked.
    .todo = Set the rules again once it can be reached.
config-database = { $field }: “{ $value }” is not a database we know.
    .todo = Write sqlite:PATH, or delete the line and the database lies in the data folder.
config-postgres = { $field }: this version does not know PostgreSQL yet.
    .todo = Write sqlite:PATH, or delete the line and the database lies in the data folder.
config-secrets = { $field }: “{ $value }” is not a place for the key.
    .todo = Write one of these: { $known }.
config-passphrase = { $field }: there is no passphrase, and KOPIR_SECRETS=file does not work without one.
    .todo = Set it as an environment variable, or delete KOPIR_SECRETS and the system keeps the key.
env_file-missing = There is no settings file “{ $file }”.
    .todo = Check the path after --env-file.
env_file-folder = “{ $file }” is a folder, not a settings file.
    .todo = Name a file: --env-file FILE.
env_file-unreadable = The settings file “{ $file }” does not open: { $detail }.
    .todo = Check the rights of the file.
env_file-encoding = The settings file “{ $file }” is not in UTF-8.
    .todo = Open it in an editor and save it as UTF-8.
env_file-line = Line { $line } of the settings file “{ $file }” does not read.
    .todo = Write it as NAME=VALUE, close its quotes, or delete it.
data_dir-unusable = The data folder “{ $path }” cannot be used: { $detail }.
    .todo = Give the right to write there, or choose another folder: --data-dir DIR.
database-foreign = { $field }: the file “{ $path }” is not a database of Köpir.
    .todo = Name another file; this one is untouched.
database-node = { $field }: “{ $path }” is the database of the former Node integration.
    .todo = It is untouched: name another file; kopir import-node takes its orders over.
database-newer = { $field }: a newer Köpir made the database “{ $path }”.
    .todo = Update Köpir; the database is untouched.
database-read_only = The database “{ $path }” may only be read.
    .todo = Give the right to write there, or choose another folder: --data-dir DIR.
database-folder = “{ $path }” cannot hold a database: { $detail }.
    .todo = Give the right to write there, or choose another folder: --data-dir DIR.
database-damaged = The database “{ $path }” is damaged: { $detail }.
    .todo = We left it as it is: put back your backup, or rename the file — a new database finds the deals by their order numbers.
database-full = No space is left on the disk for the database “{ $path }”.
    .todo = Free some and try again; the database itself is whole.
database-locked = Another program keeps the database “{ $path }” locked.
    .todo = Close it and try again.

## The secret store

secrets-no_keychain = The system has no keychain: { $detail }.
    .todo = On Linux, install and start gnome-keyring or KWallet (kwalletmanager), or turn on the Secret Service of KeePassXC; on a server, set KOPIR_SECRETS=file and KOPIR_SECRETS_PASSPHRASE. Tokens are never saved unsealed.
secrets-keychain_locked = The system's keychain is locked.
    .todo = Unlock it and try again: the window that asks for the password may be behind others.
secrets-keychain_denied = The system's keychain does not let Köpir in: { $detail }.
    .todo = Allow Köpir the entry kz.kopir.desktop and try again.
secrets-keychain_broken = The system's keychain failed: { $detail }.
    .todo = Try again; if that does not help, log out and in. The saved tokens are whole.
secrets-key_lost = The system's keychain has no key for the file “{ $path }”.
    .todo = The file is untouched: log in as the user who made it, or rename the file and connect Kaspi and amoCRM again.
secrets-wrong_passphrase = The file “{ $path }” was sealed with another passphrase.
    .todo = Put back the former KOPIR_SECRETS_PASSPHRASE; the file is untouched.
secrets-other_source = { $sealed ->
        [keyring] The file “{ $path }” was sealed with a key from the system's keychain, but KOPIR_SECRETS names a passphrase.
       *[file] The file “{ $path }” was sealed with a passphrase, but KOPIR_SECRETS names the system's keychain.
    }
    .todo = { $sealed ->
        [keyring] Set KOPIR_SECRETS=keyring or delete that line; the file is untouched.
       *[file] Set KOPIR_SECRETS=file and the former KOPIR_SECRETS_PASSPHRASE; the file is untouched.
    }
secrets-damaged = The file with the tokens “{ $path }” is damaged.
    .todo = We left it as it is: put back your backup, or rename the file and connect Kaspi and amoCRM again.
secrets-newer = A newer Köpir made the file with the tokens “{ $path }”.
    .todo = Update Köpir; the file is untouched.
secrets-busy = Another Köpir keeps the file with the tokens “{ $path }” locked.
    .todo = Answer its request for a password, or close it, and try again.
secrets-unreadable = The file with the tokens “{ $path }” does not open: { $detail }.
    .todo = Check the rights of the file and of the data folder.
secrets-unwritable = The file with the tokens “{ $path }” does not take what we write: { $detail }.
    .todo = Check the space on the disk and the rights of the data folder; the former file is whole.

## Taking over from Node

node-folder = There is no folder “{ $path }”.
    .todo = Name the folder of the former Node program, where its .env and integrator.db lie.
node-not_folder = “{ $path }” is a file, not a folder.
    .todo = Name the folder in which the former program's .env and integrator.db lie.
node-empty = The folder “{ $path }” has neither .env nor integrator.db.
    .todo = Name the folder of the former Node program.
node-unreadable = “{ $path }” cannot be read: { $detail }.
    .todo = Give the right to read it and repeat.
node-database = “{ $path }” is not a SQLite database.
    .todo = Put the former program's integrator.db there, or delete this file; nothing was changed.
node-damaged = The database “{ $path }” is damaged: { $detail }.
    .todo = Put a backup of the former program in its place and repeat; nothing was changed.
node-table = The database “{ $path }” has no { $missing }: it is not the former program's.
    .todo = Name the folder of the former Node program; nothing was changed.
node-ours = “{ $path }” is a database of Köpir itself, there is nothing to take over from it.
    .todo = Name the folder of the former Node program.
node-changing = The database “{ $path }” changes while we read it.
    .todo = Stop the former program and repeat; nothing was changed.
node-account = The former program worked with { $found }, Köpir works with { $expected }.
    .todo = Take AMO_BASE_URL out of Köpir's settings, or choose another data folder: --data-dir DIR.
node-in_use = The database “{ $path }” is open: the former program seems to be still running.
    .todo = Stop it and repeat, so that two programs don't create deals side by side.
node-no_database = There is no database beside the settings in “{ $path }”.
    .todo = Only the settings were taken over; the former program's deals will be known in amoCRM by their names.
node-no_env = The folder “{ $path }” has no .env.
    .todo = Only the orders were taken over; set the settings and tokens yourself.
node-rows = Rows of the former database that do not read: { $count }.
    .todo = They were left out; their deals will be known in amoCRM by their names.
node-line = Line { $line } of the .env does not read.
    .todo = It was left out.
node-value = { $field }: “{ $value }” does not fit.
    .todo = This value was not taken over.
node-kaspi_address = { $field }: “{ $value }” is not an address of Kaspi.
    .todo = https://kaspi.kz/shop/api/v2 is used in its place.
node-left = Passwords and keys that were not taken over: { $fields }.
    .todo = Write them into the environment or into the file .env.
node-kept = Köpir has other values already: { $fields }.
    .todo = They were left as they are.
node-dry_run = DRY_RUN is on in the former settings.
    .todo = Köpir will only show as well; to write, set DRY_RUN=false.
takeover-left-out = This value was not taken over.

## Commands

period-reversed = { $field }: the period ends on { $to }, before it begins on { $from }.
    .todo = Swap the dates.
period-ahead = { $field }: { $from } is still to come, today is { $today }.
    .todo = Begin today or earlier.
period-too_long = { $field }: the period has { $days } days, and more than { $max } are not taken at once.
    .todo = Split the period.
order-unknown = { $count ->
        [1] We have not seen order { $orders } yet.
       *[other] We have not seen these orders yet: { $orders }.
    }
    .todo = Check the number; new orders appear after kopir poll.
order-no_deal = Order { $order } has no deal yet.
    .todo = Its deal comes with kopir poll.
order-skipped = You have left order { $order } out.
    .todo = Take it in again: kopir unskip { $order }.
forget-unknown = We know neither an order with this number nor a buyer with this phone.
    .todo = Check the number; phones that were erased before cannot be found any more.
relink-deal = “{ $value }” is neither the number nor the address of a deal.
    .todo = Copy the address of the open deal from the browser: …/leads/detail/NUMBER.
relink-other_account = This deal is in another amoCRM: { $found }, and { $expected } is connected.
    .todo = Name a deal of the connected account.
relink-no_deal = amoCRM has no deal { $deal }.
    .todo = Check the number; a merged deal lives under the number of the one it was merged into.
relink-deleted = Deal { $deal } was deleted in amoCRM.
    .todo = Restore it from the bin or name another.
relink-taken = Deal { $deal } belongs to order { $order }.
    .todo = Name another deal, or link that order to another deal first.
relink-refused = amoCRM did not take the order number into deal { $deal }: { $detail }.
    .todo = Nothing has changed; put what is named right in amoCRM and try again.
relink-doubt = A write for order { $order } is still being settled in amoCRM.
    .todo = Wait for the next check (kopir poll) and try again.
lease-alive = A living copy of Köpir holds “{ $name }” (process { $pid }).
    .todo = Stop it first.
usage = { $detail }.
    .todo = For help: kopir --help.
oauth-code_spent = The code is no longer valid: it lives 20 minutes and works once.
    .todo = Copy a new one.
oauth-code_unknown = amoCRM does not know this code.
    .todo = Copy it again, whole, and from your own integration.
oauth-redirect = The link in the integration is not the same as ours.
    .todo = Copy it once more, letter for letter.
oauth-client = The ID or the secret key does not fit.
    .todo = Check that they are of the same integration.
oauth-account = This token is from another amoCRM account.
    .todo = Check the address of the account and sign in to the one that has the integration.
oauth-refused = amoCRM does not give access: { $detail }.
    .todo = Connect amoCRM again; if that does not help, send us these words.
serve-port = Port { $value } is taken or closed: { $detail }.
    .todo = Choose another one with --port PORT, or leave it out to take a free one.
output = The answer could not be written where it is printed to.
    .todo = Check the space on the disk; the work itself is done.
internal = A fault in the program itself: { $detail }.
    .todo = What was recorded is safe; send us these words and we mend it.

## What was done with an order

detail-contact_found = contact found
detail-contact_new = new contact
detail-contact_of_another_order = contact of another order
detail-no_phone = phone hidden, no contact
detail-code_filled = order number put into the deal's field
detail-checked_on_apply = checked on apply
detail-stage = “{ $from }” → “{ $to }”
detail-price = sum
detail-fields = fields and tags
detail-note = note

## To know

notice-clock_slow = This computer's clock is { $minutes } min slow.
    .todo = Set it right: we go by the services' time, but times on the screen will be wrong.
notice-clock_fast = This computer's clock is { $minutes } min fast.
    .todo = Set it right: we go by the services' time, but times on the screen will be wrong.
notice-responsible_inactive = User { $user } is deactivated in amoCRM, so amoCRM chooses who is responsible.
    .todo = Put another one into AMO_RESPONSIBLE_USER_ID: kopir ids.
notice-duplicate_deals = Order { $order } has several deals: { $deals }.
    .todo = We keep to the first; close the others in amoCRM yourself.

## Health

health-fail_streak = Failing checks in a row: { $count }.
    .todo = See why: kopir errors.
health-never = There has been no check yet.
    .todo = Start kopir poll or kopir run.
health-heartbeat = The last good check was { $minutes } min ago.
    .todo = See whether kopir run or the schedule is at work.
health-backlog = { $count ->
        [one] { $count } order waits for its deal.
       *[other] { $count } orders wait for their deals.
    }
    .todo = See why: kopir errors.
health-failed_orders = { $count ->
        [one] { $count } order could not be transferred.
       *[other] { $count } orders could not be transferred.
    }
    .todo = See what hinders: kopir orders --failed.
health-token_ends = { $days ->
        [one] Access to amoCRM ends in { $days } day.
       *[other] Access to amoCRM ends in { $days } days.
    }
    .todo = Create a new long-lived token and put it into AMO_ACCESS_TOKEN, the transfer goes on without a break.
health-token_ended = The amoCRM token has run out.
    .todo = Create a new long-lived token and put it into AMO_ACCESS_TOKEN.

## Trying a connection

check-address = { $host }
check-proxy_none = none
check-proxy_setting = { $proxy }, from KOPIR_PROXY
check-proxy_environment = { $proxy }, from the environment
check-proxy_system = { $proxy }, from the system's settings
check-tls = secure, the certificate is in order
check-tls_none = not needed on this computer
check-silence = answers; we call ourselves { $agent }
check-silence_order = Check in this order: does a filter let a program named { $agent } through; turn off the VPN; try from a network in Kazakhstan; copy the token again.
check-kaspi_rights = may read orders; Köpir changes nothing at Kaspi
check-kaspi_facts = Kaspi answers. In 14 days: { $count ->
        [one] { $count } order
       *[other] { $count } orders
    }, { $open } of them in progress
check-clock = right to { $seconds } s
check-clock_unknown = the service did not say its time
check-connection = connected
check-kaspi_token = Kaspi accepts the token
check-kaspi_orders = { $count ->
        [one] { $count } order in state { $state } within a day
       *[other] { $count } orders in state { $state } within a day
    }
check-amocrm_token = account “{ $name }”, number { $id }
check-admin = an administrator's token
check-no_admin = not an administrator's token, enough for the daily work
check-pipeline = “{ $name }”
check-stage = “{ $name }”
check-field = the field for the order number is there
check-field_to_come = the first check will create the field for the order number

## Screen

desk-not_live = Nothing is written to amoCRM yet.
    .todo = Open the preview and write the first deals: from then on the transfer runs by itself.
desk-wrong_passphrase = The password does not fit.
    .todo = Type the one that the store was sealed with; the file is untouched.
desk-short_passphrase = The password is shorter than { $least } characters.
    .todo = Take a longer one: it seals the tokens of Kaspi and amoCRM.
status-setup = { $service } is not connected yet
    .todo = Add what is missing to the .env file and open Köpir again.
status-stopped = Transfer stopped
status-stopped-by = Transfer stopped: { $cause }
status-paused = Nothing is written yet
status-paused-here = Nothing is written from here yet
status-dry_run = DRY_RUN is on in the settings: Köpir only shows and writes nothing.
status-first_look = Look at what we will write to amoCRM. After the first write the transfer runs by itself.
status-standby = Another copy of Köpir is transferring
status-attention = { $count ->
        [one] { $count } order needs your decision
       *[other] { $count } orders need your decision
    }
    .todo = The others are transferred as usual.
status-attention-other = Your decision is needed
status-offline = { $service ->
        [Kaspi] Kaspi does not answer, waiting
        [amoCRM] amoCRM does not answer, waiting
       *[other] No network, waiting
    }
status-late = { $count ->
        [one] Last check { $count } minute ago
       *[other] Last check { $count } minutes ago
    }
status-never = No check yet
status-catching_up = { $count ->
        [one] Transferring { $count } order
       *[other] Transferring { $count } orders
    }
status-syncing = Checking
status-ok = Everything is transferred
fact-demo = demo
fact-missing = not connected
fact-unknown = not checked yet
fact-ok = answers
fact-unreachable = does not answer
fact-refused = needs your decision
notify-access_ends = { $days ->
        [one] Access to amoCRM ends in { $days } day
       *[other] Access to amoCRM ends in { $days } days
    }
notify-access_renew = Make a new token and paste it in the settings of Köpir: it takes two minutes, and the transfer goes on.
notify-recovered = Transfer works again
notify-caught-up = { $count ->
        [0] No new orders came meanwhile.
        [one] { $count } order caught up.
       *[other] { $count } orders caught up.
    }

## Connecting

connect-code = This is neither a code nor an address with a code.
    .todo = Copy the whole authorization code from the integration's window, or the whole address at which the browser ended.
connect-denied = You refused access, nothing has changed.
    .todo = To connect amoCRM, start the sign-in again and allow access.
connect-refused = amoCRM gave no access: { $detail }.
    .todo = Check that the integration is switched on and start the sign-in again.
connect-other_account = Access was given for the account { $found }, but { $expected } is being connected.
    .todo = Sign in to the right account in amoCRM, or correct the address.
connect-no_loopback = The redirect { $value } does not lead to this computer, so the browser cannot bring you back.
    .todo = Paste the code by hand, or enter http://localhost:17171/callback in the integration.
connect-cancelled = The sign-in was cancelled, nothing has changed.
    .todo = Start it again when you are ready.
connect-time = The time to agree is over, nothing has changed.
    .todo = Start the sign-in again, or paste the code by hand.
connect-state = The answer came from another window.
    .todo = Close old tabs and start the sign-in again.
connect-port_taken = Port { $port } is taken by another program.
    .todo = Paste the code by hand, or close that program and start the sign-in again.
connect-port_reserved = The system does not give away port { $port }: { $detail }.
    .todo = Paste the code by hand, or register a redirect with another port in the integration and write it into AMO_REDIRECT_URI.
connect-proxy = A proxy's address with a name and a password is not kept.
    .todo = Set it in the environment as KOPIR_PROXY, or enter the address without name and password.
connect-fixed = { $field } is named in the environment, what is entered here would not count.
    .todo = Take { $field } out of the environment and the file .env, or change it there.
field-unknown = “{ $value }” is not a field of Köpir's.
    .todo = Choose from these: { $known }.
secrets-hash_key = The sealed data beside the database is not its own.
    .todo = Put back the file secrets.sealed that was with this database, or move kopir.db away: Köpir begins a new one and finds the deals in amoCRM.
page-done = You can go back to Köpir
page-done-todo = amoCRM has answered. You may close this tab.
page-denied = Access was not given
page-denied-todo = Nothing has changed. You may close this tab.
page-state = This answer is from another window
page-state-todo = Close this tab and start the sign-in in Köpir again.
page-again = This answer has arrived already
page-again-todo = Go back to Köpir, you may close this tab.

## Open questions

probe-state_optional = Does a list without a state show all orders?
probe-status_filter_with_state = Is the status filter honoured beside a state?
probe-status_filter_alone = Is the status filter honoured by itself?
probe-sort_order = In which order do orders come?
probe-page_size_over_100 = What does a page of more than 100 do?
probe-entries_included = Do the lists hold all lines of the orders?
probe-phone_open = Phones of open orders
probe-phone_completed = Phones of completed orders
probe-phone_cancelled = Phones of cancelled orders
probe-phone_returned = Phones of returned orders
probe-customer_id_when_masked = Does the buyer's id tell a hidden phone?
probe-window_14_days = A window of exactly 14 days
probe-window_over_14_days = A window of more than 14 days
probe-code_digits = How many digits do order numbers have?
probe-padded_id = An order's id with “=” at its end
probe-unknown_words = Words of Kaspi's that we do not know
probe-filter_told = Is paid filtering switched on?
probe-filter_honoured = Does a filter really filter?
probe-user = Whose token is it?
probe-users_list = The list of users
probe-code_field = The field for the order number
probe-catalogs = Lists and products
probe-order_by_id = Is the order by number honoured?
probe-order_by_change = Is the order by change honoured?
probe-next_link_host = Where does the link to the next page lead?
probe-search_by_digits = Do the digits of a phone find its contact?
probe-search_by_code = Does an order's number find its deal?
probe-customers = Customers in amoCRM
probe-unsorted = The inbox of unsorted deals
probe-detail-counts = { $found } of { $all }
probe-detail-names_limit = HTTP { $status }, names the limit
probe-detail-other_text = HTTP { $status }, in other words
probe-detail-no_text = HTTP { $status }, without a word
probe-detail-words = { $words }
probe-why-no_orders = no such order in 13 days
probe-why-few_orders = too few orders in 13 days
probe-why-needs_state = a list without a state is refused
probe-why-no_masked = no order with a hidden phone
probe-why-no_padding = no id would have “=” at its end
probe-why-few_leads = fewer than two deals
probe-why-few_contacts = too few contacts
probe-why-many_users = too many users to look through
probe-why-no_phone = no contact with a phone
probe-why-no_code = no deal with an order's number
probe-why-not_asked = it did not come to that
probe-contradiction = Contradicts what we know: { $question } — { $answer }. The transfer goes on.
probe-word-yes = yes
probe-word-no = no
probe-word-partly = not all
probe-word-unknown = unknown
probe-word-honoured = honoured
probe-word-ignored = ignored
probe-word-refused = refused
probe-word-accepted = accepted
probe-word-clamped = 100 come
probe-word-newest_first = newest first
probe-word-oldest_first = oldest first
probe-word-unsorted = none to see
probe-word-complete = all
probe-word-incomplete = not all
probe-word-shown = shown
probe-word-masked = hidden
probe-word-mixed = mixed
probe-word-nine = nine
probe-word-ten = ten
probe-word-other = another number
probe-word-another = another one
probe-word-none = none
probe-word-some = some
probe-word-on = on
probe-word-off = off
probe-word-not_told = not told
probe-word-unavailable = not in the plan
probe-word-admin = an administrator's
probe-word-not_admin = not an administrator's
probe-word-forbidden = forbidden
probe-word-present = there
probe-word-absent = not yet
probe-word-other_type = of another type
probe-word-products = with products
probe-word-lists = without products
probe-word-account = to the account
probe-word-found = yes
probe-word-not_found = no

## Deadlines

goods-and-more = { $name } and { $count } more

## The history of an order

why-found-seconds = Found in Kaspi { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    } after it was placed: “{ $stood }”, { $amount }
why-found-minutes = Found in Kaspi { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    } after it was placed: “{ $stood }”, { $amount }
why-found-hours = Found in Kaspi { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    } after it was placed: “{ $stood }”, { $amount }
why-found-days = Found in Kaspi { $count ->
        [one] { $count } day
       *[other] { $count } days
    } after it was placed: “{ $stood }”, { $amount }
why-moved = In Kaspi: “{ $from }” → “{ $to }”
why-amount = The sum in Kaspi: { $from } → { $to }
why-deadline = To be handed over, as Kaspi says: { $at }
why-phone_hidden = Kaspi hid the phone, we kept the old one
why-not_transferred = Not transferred: “{ $stood }” is off in the rules
why-contact-found = Contact found by phone. Its name and fields stay as they are
why-contact-new = Created the contact
why-contact-none = No phone: the deal has no contact
why-contact-later = The phone became known: added the contact to the deal
why-created = Created deal { $deal } in “{ $stage }”
why-adopted = Found existing deal { $deal } and took it over
why-code_written = Wrote the order code into deal { $deal }
why-stage_moved = Moved the deal: “{ $from }” → “{ $to }”
why-stage_kept = Stage kept, though the rules say “{ $stage }”: the manager's move wins
why-price = Wrote the new sum to the deal: { $amount }
why-fields = Updated fields of the deal
why-tag = Updated the tag of the deal
why-note = Wrote the note with the goods
why-note-told = Wrote in a note: “{ $stood }”
why-answer_lost-deal = amoCRM's answer got lost. We checked: the deal is there, no second one is made
why-answer_lost-found = amoCRM's answer got lost. We checked: all is written
why-answer_lost-missing = amoCRM's answer got lost. We checked twice: nothing is written, we send it again
why-answer_lost-anew = amoCRM's answer got lost. We compare the deal anew
why-failed = { $problem } We try again: { $at }
why-waits = { $problem } Waits for you. { $todo }
why-said-retry = You asked to try again
why-said-skip = You skipped the order
why-said-unskip = You took the order in again
why-said-release = You gave the stage back to the rules
why-linked = You linked the order to deal { $deal }
why-relinked = You linked the order to another deal: { $from } → { $to }
why-link_refused = amoCRM did not take the order code into deal { $deal }: the old one stays
