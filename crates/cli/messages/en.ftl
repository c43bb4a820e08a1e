# The terminal's words.

## Help

help = Carries the orders of a Kaspi shop into amoCRM deals: each order exactly once.
help-check = Try a connection, and say what to do where there is none
help-probe = Ask your own accounts, reading only, what the services do not say of themselves
help-ids = Show the numbers of amoCRM's pipelines, stages, users and fields
help-migrate = Create or upgrade the database
help-poll = One check: new orders become deals
help-reconcile = Compare: deals catch up with their orders
help-verify = Verify a period: has every order exactly one deal?
help-run = Check every minute until stopped
help-stats = Totals, and a row for each day
help-orders = Show the orders we know
help-retry = Transfer these orders again, now
help-skip = Never transfer these orders
help-unskip = Transfer skipped orders after all
help-release = Put a deal's stage back under the rules
help-relink = Link an order to another deal: its number or address
help-forget = Erase a buyer's name and phone in Köpir
help-deadlines = What to hand over, and by when
help-errors = Show the latest errors
help-errors-clean = Remove old errors
help-health = In short: is all well
help-import-node = Take over the orders, settings and tokens of the former Node program
help-unlock = Free the place that a dead copy left taken
help-serve = Open the app's screens in a browser on this computer
help-demo = Show it all on an example: no accounts, no network
help-arg-data_dir = The folder that holds everything the program writes
help-arg-env_file = A settings file instead of .env in the current folder
help-arg-lang = Language: ru, kk or en
help-arg-json = One JSON document instead of text
help-arg-dry_run = Show what would be done, and write nothing
help-arg-wait = For how many seconds to wait for another copy (30)
help-arg-patience = For how many seconds to try where a service does not answer (10)
help-arg-quiet = For cron: after a block keep to the pauses instead of trying at once
help-arg-saved = Show the answers that are kept, and ask nothing
help-arg-from = The first day, such as 2026-11-01
help-arg-to = The last day; one to come means today
help-arg-fix = Carry over what is missing; deletes nothing
help-arg-help = Show this help
help-arg-version = Show the version
help-arg-service = kaspi or amocrm
help-arg-poll_seconds = Check every so many seconds (60)
help-arg-reconcile_seconds = Compare known orders every so many seconds (600)
help-arg-days = Of how many days (30)
help-arg-state = Only this state: NEW, PICKUP …
help-arg-failed = Only those that could not be transferred
help-arg-why = The history of one order: what was seen, decided, written, and why
help-arg-search = Part of the order's code, the buyer's name or phone, or the goods
help-arg-limit = How many rows to show (50)
help-arg-after = Show those that follow this order
help-arg-codes = Numbers of orders
help-arg-order = Number of the order
help-arg-deal = The deal's number or its address: https://SUBDOMAIN.amocrm.ru/leads/detail/NUMBER
help-arg-whom = The buyer's phone or the order's number
help-arg-older_than = Older than: 30d, 12h
help-arg-name = Name of the place: poll or refresh
help-arg-dir = The former program's folder, with its .env and integrator.db
help-arg-port = Port (any free one)
help-heading-usage = Usage:
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-global = Options of all commands

## Errors of the command line

usage-unknown = The option { $arg } is unknown
usage-command = There is no command { $arg }
usage-suggested = , it looks like { $suggestion }
usage-value = { $arg }: “{ $value }” does not fit
usage-value-missing = { $arg } wants a value
usage-missing = Missing: { $arg }
usage-conflict = { $arg } does not belong here
usage-no-command = It is not said what to do
usage-date = { $arg }: “{ $value }” is not a date, write year-month-day, such as 2026-11-01
usage-period = { $arg }: “{ $value }” is not a period, write a number with d, h or w, such as 30d

## A check

pass-nothing = Everything is transferred, nothing to do.
pass-created = { $count ->
        [one] { $count } order transferred, { $amount } ₸.
       *[other] { $count } orders transferred, { $amount } ₸.
    }
pass-would-create = { $count ->
        [one] There would be { $count } new deal, { $amount } ₸.
       *[other] There would be { $count } new deals, { $amount } ₸.
    }
pass-adopted = { $count ->
        [one] { $count } deal was in amoCRM already, we recognised it.
       *[other] { $count } deals were in amoCRM already, we recognised them.
    }
pass-updated = { $count ->
        [one] { $count } deal updated.
       *[other] { $count } deals updated.
    }
pass-failed = { $count ->
        [one] { $count } order could not be transferred, it is kept.
       *[other] { $count } orders could not be transferred, they are kept.
    }
pass-doubts = { $count ->
        [one] amoCRM has not answered about { $count } write yet: the next check finds out.
       *[other] amoCRM has not answered about { $count } writes yet: the next check finds out.
    }
pass-later = { $count ->
        [one] { $count } order waits for its turn to be tried again.
       *[other] { $count } orders wait for their turn to be tried again.
    }
pass-dry = A trial run: nothing was written, neither to Kaspi nor to amoCRM.
pass-contacts = { $count ->
        [one] New contact: { $count }
       *[other] New contacts: { $count }
    }
pass-notes = Notes: { $count }
pass-left-out = Left out: { $count }
pass-seen = { $count ->
        [one] { $count } order seen
       *[other] { $count } orders seen
    }
pass-requests = requests: Kaspi { $kaspi }, amoCRM { $amocrm }
pass-seconds = { $seconds } s
pass-more = … and { $count } more; all of it: --json
pass-retry-at = again at { $at }
pass-waits = waits for you
group-create_deal = New deals
group-adopt_deal = Recognised deals
group-move_stage = Stage changes
group-update_deal = Changes of deals
group-failures = Not transferred
marked-retry = Transferring again: { $orders }.
marked-skip = Left out from now on: { $orders }.
marked-unskip = Taken in again: { $orders }.
marked-release = The stage is back under the rules: { $orders }.
marked-queued = Another copy is at work: it does the rest.
marked-dry = A trial run: nothing was marked.
relink-done = Order { $order } is now in deal { $deal } “{ $name }”.
relink-would = Order { $order } goes to deal { $deal } “{ $name }”. Trial run: nothing was written.
relink-previous = The deal before: { $deal }. It stays as it is, only the order number leaves it.
relink-left-behind = The order number stays in the deal before, { $deal }: amoCRM did not let us take it out.
relink-pending = amoCRM did not answer in time: the next check finishes what has begun.
forget-done = { $count ->
        [one] The buyer's name and phone are erased in { $count } order.
       *[other] The buyer's name and phone are erased in { $count } orders.
    }
forget-would = { $count ->
        [one] The buyer's name and phone would be erased in { $count } order. Trial run: nothing was erased.
       *[other] The buyer's name and phone would be erased in { $count } orders. Trial run: nothing was erased.
    }
progress-listing = Reading Kaspi's orders
progress-listed = Orders: { $count }
progress-checked = Reading the deals of amoCRM: { $count }
progress-settling = Asking amoCRM what was written: a pause of { $seconds } s
progress-writing = Writing deals
verify-period = { $from } — { $to }
verify-none = There are neither orders nor deals in this period.
verify-equal = { $orders } = { $deals }. Every order is in amoCRM exactly once.
verify-equal-skipped = { $orders } = { $deals } + { $skipped } skipped by you. Every other order is in amoCRM exactly once.
verify-unequal = { $orders } orders, { $deals } of them with exactly one deal.
verify-unequal-skipped = { $orders } orders, { $deals } of them with exactly one deal, { $skipped } skipped by you.
verify-missing = No deal
verify-several = Several deals
verify-alone = Deals without an order
verify-fix = To carry over what is missing: kopir verify --from { $from } --to { $to } --fix
run-started = Checking every { $seconds } s. To stop: Ctrl+C.
run-stopped = Stopped. What was done is recorded.

## Lists

col-order = Order
col-state = At Kaspi
col-amount = Amount
col-deal = Deal
col-phase = Where it is
col-created = Placed
col-left = Left
col-deadline = Hand over by
col-goods = Goods
col-remark = Remark
col-date = Day
col-orders = Orders
col-failed = Failed
col-deals-created = New deals
col-contacts-created = Contacts
col-errors = Errors
col-id = Number
col-name = Name
col-kind = Kind
col-at = When
col-question = Question
col-answer = Answer
col-source = From
col-code = Code
phase-pending = queued
phase-done = transferred
phase-failed = we try again
phase-waiting = needs you
phase-skipped = skipped by you
phase-ignored = not transferred
state-NEW = New
state-SIGN_REQUIRED = To be signed
state-PICKUP = Pickup
state-DELIVERY = Own delivery
state-KASPI_DELIVERY = Kaspi Delivery
state-ARCHIVE = Archive
orders-none = There are no such orders.
orders-next = The next ones: kopir orders --after { $order }
why-none = Nothing to tell of this order: its history is kept for 180 days.
deadlines-none = Nothing to hand over: no order has a deadline.
left-minutes = { $minutes } min
left-hours = { $hours } h { $minutes } min
left-days = { $days } d { $hours } h
late-minutes = { $minutes } min overdue
late-hours = { $hours } h { $minutes } min overdue
late-days = { $days } d { $hours } h overdue
stats-total = { $count ->
        [one] { $count } order with its deal, { $amount } ₸.
       *[other] { $count } orders with their deals, { $amount } ₸.
    }
stats-none = Nothing happened in this time.
errors-none = There are no errors.
errors-cleaned = { $count ->
        [one] { $count } error removed.
       *[other] { $count } errors removed.
    }
check-ok = { $service }: everything works.
check-failed = { $service }: something is in the way.
step-address = Address
step-proxy = Proxy
step-tls = Protection
step-silence = Answers
step-clock = Clock
step-connection = Connection
step-token = Token
step-orders = Orders
step-rights = Rights
step-pipeline = Pipeline
step-stage = Stage
step-field = Field
ids-account = Account “{ $name }”, number { $id }
ids-pipeline = Pipeline “{ $name }” — AMO_PIPELINE_ID={ $id }
ids-stages = Stages (AMO_STATUS_ID):
ids-unsorted = unsorted, does not fit
ids-users = Users (AMO_RESPONSIBLE_USER_ID)
ids-inactive = deactivated
ids-admin = administrator
ids-lead-fields = Fields of deals
ids-contact-fields = Fields of contacts
ids-catalogs = Catalogs
health-ok = All is well.
health-warning = It works, but something is worth a look.
health-error = The transfer has stopped.
health-last-poll = Last check
health-no-poll = none yet
health-waiting = Queued
health-today = Today
health-today-value = { $count ->
        [one] { $count } order, { $amount } ₸
       *[other] { $count } orders, { $amount } ₸
    }
health-token = amoCRM token
health-token-until = until { $date }
health-token-unknown = end unknown
health-token-none = not set
migrated = The database is ready: { $path }
takeover-adopted = { $count ->
        [one] { $count } order taken over with its deal.
       *[other] { $count } orders taken over with their deals.
    }
takeover-nothing = It has no new orders with deals.
takeover-unchanged = All of it was taken over before: nothing changed.
takeover-skipped = { $count ->
        [one] { $count } order had no deal: an ordinary check sees to it.
       *[other] { $count } orders had no deals: an ordinary check sees to them.
    }
takeover-missing = { $count ->
        [one] { $count } deal is no longer in amoCRM: kopir orders --failed.
       *[other] { $count } deals are no longer in amoCRM: kopir orders --failed.
    }
takeover-settings = Settings saved: { $names }.
takeover-next = Don't start the former program again. Next: kopir poll --dry-run.
takeover-dry = A trial run: nothing was changed.
unlocked-freed = “{ $name }” is free now: the copy that held it no longer runs.
unlocked-free = “{ $name }” was free already.

## Example

demo-title = An example: a shop with a month of orders and an amoCRM, both inside this program.
demo-note = No accounts, no network, invented data, a temporary folder.
demo-dry = A trial run
demo-sync = The transfer
demo-again = One more check
demo-stats = Statistics
demo-next = And now for real: write your tokens into .env and start kopir check kaspi.

## Screens in a browser

serve-started = Köpir's screens run on this computer. Ctrl+C ends them.
serve-link = Open this link in a browser, it works once: { $link }
serve-expired = The browser has asked nothing for half an hour, it is signed out.
serve-used = This link no longer works.
    .todo = Open a new link: kopir serve prints it in the terminal; if it is not there, start the command again.
serve-session = You are signed out of Köpir.
    .todo = Open a new link: kopir serve prints it in the terminal; if it is not there, start the command again.
serve-host = This address is not Köpir's.
    .todo = Open the link that kopir serve printed.
serve-origin = The request did not come from Köpir's page.
    .todo = Open the link that kopir serve printed.
serve-ask = Köpir did not understand this question.
    .todo = Reload the page.

auth-opened = Allow access on amoCRM's page, it is open in the browser. Waiting for { $minutes } min. If the page did not open:
auth-open = Open this in the browser of this computer and allow access. Waiting for { $minutes } min.
auth-kaspi = Kaspi answers. Orders in 14 days: { $count }, open: { $open }.
auth-amocrm = amoCRM is connected: “{ $name }”, { $host }.
auth-renewed = Köpir renews the access by itself; without a connection it lasts until { $date }.
auth-until = The token is valid until { $date }, then a new one is needed.
auth-long-lived = The long-lived token is kept, it does not say when it ends.
auth-no-admin = The access is not an administrator's: the field of the order number cannot be created. Connect an administrator, or ask one to create the field: kopir fields.
fields-there = there
fields-not-there = not there
fields-how = Create the missing ones: kopir fields --create CODE,CODE
fields-ask = Only an administrator of amoCRM creates fields: connect one's access or send this table to one.
help-auth = Connect Kaspi or amoCRM
help-arg-code = The 20-minute code, or the whole address at which the browser ended; “-” reads it from the standard input
help-arg-token = The token; “-” reads it from the standard input
help-arg-no_browser = Do not open the browser, only print the address
help-fields = The fields of a deal that Köpir fills
help-arg-create = Create the fields with these codes
## Open questions

probe-send = Send us the output of kopir probe --json.
probe-stored = The answers are kept: kopir probe --saved.
probe-not-stored = The answers are not kept.
probe-nothing = Nothing was asked yet: kopir probe.

## Stage rules

help-rules = Show in which stage a deal stands while its order is on its way
help-rules-set = Set the stage rules
help-rules-suggest = Suggest rules by the names of the stages
help-arg-file = A file of rules in JSON; “-” reads it from the standard input
help-arg-default = Back to the ordinary rules
col-standing = Order at Kaspi
col-stage = Stage of the deal
rules-default = No rules of yours: the ordinary ones hold. A new deal begins in the stage of the settings.
rules-saved = Your rules hold; the first that fits counts.
rules-any = any
rules-others = the others: as without rules
rules-leave = left as it is
rules-reason = reason { $id }
rules-untouched = unless somebody moved it
rules-how = To set yours: kopir rules suggest > rules.json, then kopir rules set rules.json.
rules-set = { $count ->
        [one] { $count } rule was saved.
       *[other] { $count } rules were saved.
    }
rules-set-dry = { $count ->
        [one] A dry run: { $count } rule is fine and was not saved.
       *[other] A dry run: { $count } rules are fine and were not saved.
    }
rules-unset = The ordinary rules hold again.
rules-unset-dry = A dry run: the rules are as they were.
rules-moves = { $count ->
        [0] Open deals stay where they are.
        [one] The next reconcile moves { $count } deal.
       *[other] The next reconcile moves { $count } deals.
    }
rules-due = { $count ->
        [one] { $count } order waited because a stage was gone: it is due again.
       *[other] { $count } orders waited because a stage was gone: they are due again.
    }
rules-next = Next: kopir reconcile. A running kopir run does it by itself.
