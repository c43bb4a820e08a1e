// Generated from the Rust types by `cargo xtask wire`. Do not edit.

export type Language = "ru" | "kk" | "en";

export type Ask = { "cmd": "snapshot" } | { "cmd": "stats", 
/**
 * How many days, today included.
 */
days: number, } | { "cmd": "latest", 
/**
 * At most so many events.
 */
limit: number, } | { "cmd": "orders", 
/**
 * Which part.
 */
group: OrderGroup, 
/**
 * Part of the code, the buyer's name or phone, or the goods.
 */
search: string | null, 
/**
 * Only those placed within so many days.
 */
days: number | null, 
/**
 * Orders after this one in the list.
 */
after: string | null, 
/**
 * At most so many.
 */
limit: number, } | { "cmd": "order", 
/**
 * Its number.
 */
code: string, } | { "cmd": "check" } | { "cmd": "preview" } | { "cmd": "apply", 
/**
 * The rows agreed to.
 */
rows: Array<Approved>, 
/**
 * The orders to leave out from now on.
 */
leave_out: Array<string>, } | { "cmd": "retry", 
/**
 * Its number.
 */
code: string, } | { "cmd": "skip", 
/**
 * Its number.
 */
code: string, } | { "cmd": "unskip", 
/**
 * Its number.
 */
code: string, } | { "cmd": "release", 
/**
 * Its number.
 */
code: string, } | { "cmd": "relink", 
/**
 * Its number.
 */
code: string, 
/**
 * The deal's id, or its address in amoCRM.
 */
deal: string, 
/**
 * Whether the deal is only to be found and shown.
 */
dry_run: boolean, } | { "cmd": "forget", 
/**
 * Its number.
 */
code: string, } | { "cmd": "deadlines", 
/**
 * Only those of so many days, today included.
 */
days: number | null, 
/**
 * At most so many.
 */
limit: number, } | { "cmd": "language", 
/**
 * Which.
 */
language: Language, } | { "cmd": "stop" } | { "cmd": "demo", 
/**
 * Whether the example.
 */
on: boolean, } | { "cmd": "connections" } | { "cmd": "check_connection", 
/**
 * Which.
 */
service: ServiceName, } | { "cmd": "connect_kaspi", 
/**
 * The token as pasted.
 */
token: string, } | { "cmd": "name_shop", 
/**
 * Its name; empty is none.
 */
name: string, } | { "cmd": "connect_token", 
/**
 * The account's address, as pasted.
 */
address: string, 
/**
 * The token as pasted.
 */
token: string, } | { "cmd": "connect_code", 
/**
 * The account's address, where the code is not a whole address.
 */
address: string, 
/**
 * The integration's id.
 */
client_id: string, 
/**
 * The integration's secret key; empty is the kept one.
 */
client_secret: string, 
/**
 * The code, or the address that the browser ended at.
 */
code: string, } | { "cmd": "connect_browser", 
/**
 * The account's address; empty where it is not known yet.
 */
address: string, 
/**
 * The integration's id.
 */
client_id: string, 
/**
 * The integration's secret key; empty is the kept one.
 */
client_secret: string, } | { "cmd": "await_browser" } | { "cmd": "cancel_browser" } | { "cmd": "disconnect", 
/**
 * Which.
 */
service: ServiceName, } | { "cmd": "ids" } | { "cmd": "choose_stage", 
/**
 * The pipeline.
 */
pipeline: number, 
/**
 * Its stage.
 */
stage: number, } | { "cmd": "fields" } | { "cmd": "create_fields", 
/**
 * Their codes.
 */
codes: Array<string>, } | { "cmd": "proxy", 
/**
 * `system`, `none` or an address.
 */
proxy: string, } | { "cmd": "passphrase", 
/**
 * As it was typed.
 */
passphrase: string, } | { "cmd": "probe_answers" } | { "cmd": "probe" } | { "cmd": "import_node", 
/**
 * Its folder.
 */
folder: string, };

export type Approved = { 
/**
 * The order.
 */
order: string, 
/**
 * The print that stood in its row.
 */
print: string, };

export type OrderGroup = "all" | "open" | "waiting" | "skipped";

export type SnapshotDoc = { 
/**
 * Of the program.
 */
version: string, 
/**
 * The language of the texts.
 */
language: Language, 
/**
 * Where days begin.
 */
timezone: string, 
/**
 * Whether this is the example: an invented shop, and nothing leaves the computer.
 */
demo: boolean, 
/**
 * Whether a person has agreed to the first writes.
 */
live: boolean, 
/**
 * Whether this process polls by itself.
 */
background: boolean, 
/**
 * How often.
 */
poll_seconds: number, 
/**
 * How far the connection is.
 */
setup: SetupDoc, 
/**
 * What a passphrase would do for the secret store.
 */
passphrase: Passphrase, 
/**
 * The access to amoCRM, where there is one.
 */
access: AccessDoc | null, 
/**
 * Whether all is well.
 */
status: StatusDoc, };

export type StatusDoc = { 
/**
 * The state.
 */
state: State, 
/**
 * The line.
 */
title: string, 
/**
 * What to do, in a sentence; may be empty.
 */
remedy: string, 
/**
 * Code of the cause.
 */
code: string | null, 
/**
 * Orders in the line.
 */
count: number, 
/**
 * Since when it is so.
 */
since: string | null, 
/**
 * When the last good pass ended.
 */
checked_at: string | null, 
/**
 * Whether a pass runs now.
 */
running: boolean, 
/**
 * The shop.
 */
kaspi: ConnectionDoc, 
/**
 * The account.
 */
amocrm: ConnectionDoc, };

export type State = "setup" | "stopped" | "paused" | "standby" | "attention" | "offline" | "late" | "catching_up" | "syncing" | "ok";

export type ConnectionDoc = { 
/**
 * In one word.
 */
state: Connection, 
/**
 * One fact.
 */
fact: string, };

export type Connection = "missing" | "unknown" | "ok" | "unreachable" | "refused";

export type StatsDoc = { 
/**
 * Where days begin.
 */
timezone: string, 
/**
 * Over all the days asked for.
 */
totals: TotalsDoc, 
/**
 * Oldest first; days without anything are left out.
 */
days: Array<DayDoc>, };

export type TotalsDoc = { 
/**
 * Orders that have their deal.
 */
orders: number, 
/**
 * Orders that failed and wait.
 */
failed: number, 
/**
 * Sum of the orders that have their deal.
 */
amount_kzt: number, };

export type DayDoc = { 
/**
 * The day.
 */
date: string, 
/**
 * Orders placed on it that have their deal.
 */
orders: number, 
/**
 * Orders placed on it that failed and wait.
 */
failed: number, 
/**
 * Sum of those that have their deal.
 */
amount_kzt: number, 
/**
 * Contacts we created on it.
 */
contacts_created: number, 
/**
 * Deals we created on it.
 */
deals_created: number, 
/**
 * Deals we changed on it.
 */
deals_updated: number, 
/**
 * Errors of Kaspi.
 */
errors_kaspi: number, 
/**
 * Errors of amoCRM.
 */
errors_amocrm: number, 
/**
 * Answers that asked us to slow down.
 */
rate_limited: number, 
/**
 * From the first sight of an order to its deal, on average.
 */
avg_processing_ms: number, };

export type LatestDoc = { 
/**
 * The events.
 */
events: Array<EventDoc>, };

export type EventDoc = { 
/**
 * When.
 */
at: string, 
/**
 * What.
 */
kind: EventKind, 
/**
 * The order, where it is about one.
 */
order: string | null, 
/**
 * The deal, where there is one.
 */
deal_id: number | null, 
/**
 * The buyer's name, as far as Kaspi gives it.
 */
buyer: string | null, 
/**
 * The order's sum.
 */
amount_kzt: number | null, 
/**
 * Of an error: what is wrong and what to do.
 */
text: string, };

export type EventKind = "created" | "adopted" | "contact" | "note" | "restored" | "updated" | "error";

export type OrdersDoc = { 
/**
 * The orders.
 */
orders: Array<OrderDoc>, 
/**
 * Where the next part begins.
 */
next: string | null, 
/**
 * How many there are under the same search and days, whatever the group.
 */
counts: OrderGroupsDoc, };

export type OrderGroupsDoc = { 
/**
 * Everything.
 */
all: number, 
/**
 * Not finished at Kaspi.
 */
open: number, 
/**
 * Waiting for a person.
 */
waiting: number, 
/**
 * Left out by a person.
 */
skipped: number, };

export type OrderDoc = { 
/**
 * Its number.
 */
code: string, 
/**
 * State when last seen.
 */
state: string, 
/**
 * Status when last seen.
 */
status: string, 
/**
 * Both in one word.
 */
stage: KaspiStage, 
/**
 * Its sum.
 */
amount_kzt: number, 
/**
 * Its deal.
 */
deal_id: number | null, 
/**
 * Where it stands on its way to a deal.
 */
phase: "pending" | "done" | "failed" | "waiting" | "skipped" | "ignored", 
/**
 * Why it failed last.
 */
last_error: LastErrorDoc | null, 
/**
 * When the buyer placed it.
 */
created_at: string, 
/**
 * When it is tried again, where it failed.
 */
retry_at: string | null, 
/**
 * When its deal was last written or found equal.
 */
synced_at: string | null, 
/**
 * The buyer's name, as far as Kaspi gives it.
 */
buyer: string | null, 
/**
 * What was sold.
 */
goods: Array<GoodsDoc>, };

export type LastErrorDoc = { 
/**
 * Stable code.
 */
code: string, 
/**
 * What is wrong and what to do.
 */
message: string, };

export type GoodsDoc = { 
/**
 * What it is called.
 */
name: string | null, 
/**
 * The seller's own code.
 */
sku: string | null, 
/**
 * How many pieces.
 */
quantity: number, 
/**
 * The line's sum.
 */
amount_kzt: number, };

export type KaspiStage = "new" | "to_sign" | "pre_order" | "pickup" | "own_delivery" | "kaspi_delivery" | "packing" | "hand_over" | "in_delivery" | "cancelling" | "returning" | "delivered" | "cancelled" | "returned" | "unknown";

export type OrderFactsDoc = { 
/**
 * As in the list.
 */
order: OrderDoc, 
/**
 * The buyer's phone; `null` where Kaspi hides it.
 */
phone: string | null, 
/**
 * Kaspi's word: `PAY_WITH_CREDIT`, `PREPAID` …
 */
payment: string | null, 
/**
 * Months, for credits.
 */
credit_months: number | null, 
/**
 * Kaspi's word: `DELIVERY_PICKUP` …
 */
delivery: string | null, 
/**
 * When it is planned to arrive.
 */
planned_at: string | null, 
/**
 * The deal's contact.
 */
contact_id: number | null, 
/**
 * Where the deal opens in amoCRM.
 */
deal_url: string | null, 
/**
 * When we first saw it.
 */
first_seen_at: string, 
/**
 * Why all is as it is, oldest line first.
 */
why: Array<WhyDoc>, };

export type WhyDoc = { 
/**
 * When.
 */
at: string, 
/**
 * What, in one word.
 */
kind: string, 
/**
 * Of what sort it is.
 */
tone: WhyTone, 
/**
 * What, in a sentence.
 */
text: string, };

export type WhyTone = "seen" | "left" | "wrote" | "person" | "trouble";

export type PreviewDoc = { 
/**
 * When it was planned.
 */
built_at: string, 
/**
 * One row an order, in the order of the plan.
 */
rows: Array<PreviewRowDoc>, 
/**
 * Orders that were seen and are left alone, by reason; reasons without orders are left out.
 */
left_alone: Array<LeftAloneDoc>, 
/**
 * Orders that cannot be planned now.
 */
failures: Array<FailureDoc>, 
/**
 * What a person should know besides.
 */
notices: Array<RemarkDoc>, 
/**
 * What ended the planning before its end.
 */
error: PassErrorDoc | null, };

export type PreviewRowDoc = { 
/**
 * The order.
 */
order: string, 
/**
 * The print of its plan: whoever agrees to the row gives it back.
 */
print: string, 
/**
 * Where it stands among the others.
 */
group: PreviewGroup, 
/**
 * The buyer's name, as far as Kaspi gives it.
 */
buyer: string | null, 
/**
 * The order's sum.
 */
amount_kzt: number, 
/**
 * The deal, where it exists.
 */
deal_id: number | null, 
/**
 * What is done besides, in short phrases.
 */
details: Array<string>, 
/**
 * The order whose new contact this one shares: without that one this one cannot go.
 */
needs: string | null, };

export type PreviewGroup = "deals" | "adopted" | "stages" | "fields" | "contacts" | "notes";

export type LeftAloneDoc = { 
/**
 * The reason.
 */
reason: LeftReason, 
/**
 * How many.
 */
count: number, };

export type LeftReason = "in_order" | "skipped" | "not_transferred" | "waiting" | "retry_later";

export type PassDoc = { 
/**
 * `poll`, `retry` …
 */
command: string, 
/**
 * Whether it only showed.
 */
dry_run: boolean, 
/**
 * Orders by what became of them.
 */
orders: OrderCountsDoc, 
/**
 * Sum of the orders created.
 */
amount_kzt: number, 
/**
 * Every HTTP request.
 */
requests: RequestsDoc, 
/**
 * From start to end.
 */
duration_ms: number, 
/**
 * What was done, or would be.
 */
actions: Array<ActionDoc>, 
/**
 * Orders that could not be written this time.
 */
failures: Array<FailureDoc>, 
/**
 * Writes whose outcome is still unknown.
 */
open_doubts: number, 
/**
 * What a person should know, though nothing failed.
 */
notices: Array<RemarkDoc>, 
/**
 * Orders that were agreed to and not written, because their plan is another one now.
 */
changed: Array<string>, 
/**
 * What ended the pass before its end.
 */
error?: PassErrorDoc, };

export type OrderCountsDoc = { 
/**
 * Different orders listed.
 */
seen: number, 
/**
 * Deals created.
 */
created: number, 
/**
 * Deals found in amoCRM and taken over.
 */
adopted: number, 
/**
 * Deals changed.
 */
updated: number, 
/**
 * Orders with nothing to do.
 */
unchanged: number, 
/**
 * Orders that failed in this pass.
 */
failed: number, 
/**
 * Orders left out.
 */
skipped: number, };

export type RequestsDoc = { 
/**
 * To Kaspi.
 */
kaspi: number, 
/**
 * To amoCRM.
 */
amocrm: number, };

export type ActionDoc = { 
/**
 * The order.
 */
order: string, 
/**
 * What.
 */
kind: string, 
/**
 * The deal, where it exists.
 */
deal_id: number | null, 
/**
 * A remark; may be empty.
 */
detail: string, };

export type FailureDoc = { 
/**
 * The order.
 */
order: string, 
/**
 * Stable code.
 */
code: string, 
/**
 * What is wrong and what to do.
 */
message: string, 
/**
 * When it is tried again; `null`: it waits for a person.
 */
retry_at: string | null, };

export type RemarkDoc = { 
/**
 * Stable code.
 */
code: string, 
/**
 * What it is and what to do.
 */
message: string, };

export type PassErrorDoc = { 
/**
 * Stable code.
 */
code: string, 
/**
 * What is wrong and what to do.
 */
message: string, 
/**
 * The setting to change.
 */
field: string | null, };

export type MarkedDoc = { 
/**
 * `retry`, `skip`, `unskip` or `release`.
 */
command: string, 
/**
 * Whether it only showed.
 */
dry_run: boolean, 
/**
 * The orders.
 */
marked: Array<string>, 
/**
 * Whether another copy has the lease and does the rest.
 */
queued: boolean, 
/**
 * The pass over these orders, where there was one.
 */
pass: PassDoc | null, };

export type RelinkDoc = { 
/**
 * `relink`.
 */
command: string, 
/**
 * Whether it only showed.
 */
dry_run: boolean, 
/**
 * The order.
 */
order: string, 
/**
 * The deal, as it was found.
 */
deal: LinkedDealDoc, 
/**
 * The deal that the order had before.
 */
previous_deal_id: number | null, 
/**
 * Whether amoCRM's answer was lost: the next pass makes sure.
 */
pending: boolean, 
/**
 * Whether the deal before keeps the order's code, because amoCRM refuses to take it out.
 */
code_left_behind: boolean, };

export type LinkedDealDoc = { 
/**
 * Its id.
 */
id: number, 
/**
 * What it is called.
 */
name: string, 
/**
 * The stage it stands in.
 */
stage: string | null, 
/**
 * Its sum.
 */
amount_kzt: number | null, };

export type ForgetDoc = { 
/**
 * `forget`.
 */
command: string, 
/**
 * Whether it only counted.
 */
dry_run: boolean, 
/**
 * The buyer's orders whose name and phone are gone.
 */
orders: number, };

export type DeadlinesDoc = { 
/**
 * The orders.
 */
deadlines: Array<DeadlineDoc>, };

export type DeadlineDoc = { 
/**
 * Its number.
 */
order: string, 
/**
 * Until when.
 */
deadline: string, 
/**
 * Whole minutes left; below zero it is late by so many.
 */
minutes_left: number, 
/**
 * Where it stands at Kaspi.
 */
standing: "new" | "sign_required" | "pre_order" | "pickup" | "own_delivery" | "packing" | "hand_over", 
/**
 * What was sold, in one line; empty while the goods were not read.
 */
goods: string, 
/**
 * Its deal.
 */
deal_id: number | null, };

export type ServiceName = "kaspi" | "amocrm";

export type SetupDoc = { 
/**
 * Kaspi is connected.
 */
kaspi: boolean, 
/**
 * amoCRM is connected.
 */
amocrm: boolean, 
/**
 * A pipeline and a stage are chosen.
 */
stage: boolean, };

export type AccessDoc = { 
/**
 * How it is kept alive.
 */
kind: AccessKind, 
/**
 * When it ends unless it is renewed: of a pair the right to renew it. `null` where it does not say so.
 */
ends_at: string | null, 
/**
 * When the access token that is in use ends.
 */
expires_at: string | null, 
/**
 * Whole days left, 0 on the last one and after it.
 */
days_left: number | null, 
/**
 * When the pair was renewed last.
 */
renewed_at: string | null, 
/**
 * Whether a person is to renew it soon, or now.
 */
notice: AccessNotice | null, };

export type AccessKind = "long_lived" | "oauth";

export type AccessNotice = "month" | "week" | "day" | "over";

export type KaspiFactsDoc = { 
/**
 * Orders placed within the last 14 days.
 */
orders: number, 
/**
 * Of them those that are not finished.
 */
open: number, };

export type AmoFactsDoc = { 
/**
 * The account's host.
 */
account: string, 
/**
 * The account's name.
 */
name: string, 
/**
 * Who granted the access, where amoCRM tells.
 */
user: string | null, 
/**
 * Whether that is an administrator: only one creates the field of the order code.
 */
admin: boolean, 
/**
 * Whether the field of the order code is there already.
 */
has_field: boolean, 
/**
 * How the access is kept alive.
 */
kind: AccessKind, 
/**
 * When the access ends, where it says so.
 */
expires_at: string | null, 
/**
 * How many pipelines there are.
 */
pipelines: number, 
/**
 * How many users there are; `null` where only an administrator may see them.
 */
users: number | null, };

export type ConsentPageDoc = { 
/**
 * Its address.
 */
url: string, 
/**
 * How long the answer is waited for, in seconds.
 */
seconds: number, };

export type ConnectionsDoc = { 
/**
 * The shop.
 */
kaspi: KaspiConnectionDoc | null, 
/**
 * The account.
 */
amocrm: AmoConnectionDoc | null, 
/**
 * The redirect that the integration in amoCRM must name, letter by letter.
 */
redirect_uri: string, 
/**
 * The integration's id, where one was entered.
 */
client_id: string | null, 
/**
 * Whether the integration's secret key is kept.
 */
has_client_secret: boolean, 
/**
 * The proxy: `system`, `none`, or its address without a password.
 */
proxy: string, 
/**
 * Where the secrets lie.
 */
secrets: SecretsPlace, };

export type KaspiConnectionDoc = { 
/**
 * What its owner calls it.
 */
name: string | null, 
/**
 * Whether the environment names the token: then it is changed there and not here.
 */
fixed: boolean, };

export type AmoConnectionDoc = { 
/**
 * Its host.
 */
account: string, 
/**
 * The access.
 */
access: AccessDoc, 
/**
 * The pipeline of new deals.
 */
pipeline: number | null, 
/**
 * Their first stage.
 */
stage: number | null, 
/**
 * Whether the environment names the token: then it is changed there and not here.
 */
fixed: boolean, };

export type SecretsPlace = "windows_keychain" | "mac_keychain" | "secret_service" | "passphrase";

export type Passphrase = "needless" | "possible" | "awaited";

export type CheckDoc = { 
/**
 * `kaspi` or `amocrm`.
 */
service: string, 
/**
 * Whether nothing is in the way. A step that is not `ok` may be a mere remark, such as a clock that is wrong.
 */
ok: boolean, 
/**
 * The steps, as far as they went.
 */
steps: Array<StepDoc>, };

export type StepDoc = { 
/**
 * Stable name.
 */
name: string, 
/**
 * Whether it works.
 */
ok: boolean, 
/**
 * What was found.
 */
detail: string, 
/**
 * What to do where it does not.
 */
remedy: string | null, };

export type IdsDoc = { 
/**
 * The account.
 */
account: AccountDoc, 
/**
 * Pipelines with their stages.
 */
pipelines: Array<PipelineDoc>, 
/**
 * Users; none where the token may not see them.
 */
users: Array<UserDoc>, 
/**
 * Custom fields of deals.
 */
lead_fields: Array<FieldDoc>, 
/**
 * Custom fields of contacts.
 */
contact_fields: Array<FieldDoc>, 
/**
 * Catalogs.
 */
catalogs: Array<CatalogDoc>, };

export type AccountDoc = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its name.
 */
name: string, };

export type PipelineDoc = { 
/**
 * Its number, for `AMO_PIPELINE_ID`.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its stages.
 */
stages: Array<StageDoc>, };

export type StageDoc = { 
/**
 * Its number, for `AMO_STATUS_ID`.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * 1: the inbox of unsorted deals, which no deal can be put into.
 */
type: number, };

export type UserDoc = { 
/**
 * The number, for `AMO_RESPONSIBLE_USER_ID`.
 */
id: number, 
/**
 * The name.
 */
name: string, 
/**
 * Whether the user can be made responsible.
 */
active: boolean, 
/**
 * Whether the user administers the account.
 */
admin: boolean, };

export type FieldDoc = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its code.
 */
code: string | null, 
/**
 * `text`, `numeric` …
 */
type: string, };

export type CatalogDoc = { 
/**
 * Its number, for `AMO_CATALOG_ID`.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * `regular`, `products` …
 */
type: string, };

export type FieldsDoc = { 
/**
 * Whether the access may create fields; else an administrator must.
 */
admin: boolean, 
/**
 * The fields, that of the order code first.
 */
fields: Array<DealFieldDoc>, };

export type DealFieldDoc = { 
/**
 * Its code, which stays.
 */
code: string, 
/**
 * Its name as it is, or as it would be created.
 */
name: string, 
/**
 * Whether nothing works without it.
 */
required: boolean, 
/**
 * Whether it is there.
 */
exists: boolean, };

export type TakeoverDoc = { 
/**
 * Orders that have their deal from now on.
 */
adopted: number, 
/**
 * Orders whose deal is known to be gone.
 */
missing: number, 
/**
 * Orders without a deal: the passes see to them.
 */
skipped: number, 
/**
 * What was left out and why, and what a person should know.
 */
warnings: Array<string>, 
/**
 * The settings that were saved, by name.
 */
settings: Array<string>, };

export type ProbeDoc = { 
/**
 * When each service was asked; none where it never was.
 */
asked_at: AskedDoc, 
/**
 * How many requests it took; none for what was kept.
 */
requests: ProbeRequestsDoc, 
/**
 * Whether the answers are kept.
 */
stored: boolean, 
/**
 * The answers, Kaspi's first.
 */
answers: Array<AnswerDoc>, 
/**
 * The names of the answers that contradict the contract.
 */
contradictions: Array<string>, 
/**
 * What kept a service from answering.
 */
errors: Array<ProbeErrorDoc>, };

export type AskedDoc = { 
/**
 * Kaspi.
 */
kaspi: string | null, 
/**
 * amoCRM.
 */
amocrm: string | null, };

export type ProbeRequestsDoc = { 
/**
 * To Kaspi.
 */
kaspi: number, 
/**
 * To amoCRM.
 */
amocrm: number, };

export type AnswerDoc = { 
/**
 * `kaspi` or `amocrm`.
 */
service: ServiceName, 
/**
 * Stable name of the question.
 */
name: string, 
/**
 * The question, in the language of the messages.
 */
question: string, 
/**
 * One of a small set of words.
 */
answer: string, 
/**
 * That word in the language of the messages.
 */
said: string, 
/**
 * How it stands to the contract.
 */
verdict: Verdict, 
/**
 * Counts, a status, or why there is no answer.
 */
detail: string, 
/**
 * Where it contradicts the contract: that it does, in a sentence.
 */
warning: string | null, };

export type Verdict = "confirmed" | "contradicts" | "unknown";

export type ProbeErrorDoc = { 
/**
 * `kaspi` or `amocrm`.
 */
service: ServiceName, 
/**
 * Its code.
 */
code: string, 
/**
 * In the language of the messages.
 */
message: string, };

export type ErrorDoc = { 
/**
 * Stable code.
 */
code: string, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do.
 */
remedy: string, 
/**
 * The values of both.
 */
params: Record<string, string>, 
/**
 * The command's id in the log.
 */
correlation_id: string, };

export type Event = { "event": "status", 
/**
 * In which.
 */
status: StatusDoc, } | { "event": "progress", 
/**
 * How far.
 */
progress: ProgressDoc, } | { "event": "changed" };

export type ProgressDoc = { 
/**
 * At what.
 */
stage: Stage, 
/**
 * How many orders, of `checked` how many deals; of `settling` how many seconds it will last.
 */
count: number, };

export type Stage = "listed" | "planned" | "written" | "checked" | "settling";
