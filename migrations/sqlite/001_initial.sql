-- The ledger: what was seen at Kaspi and what was written to amoCRM.
--
-- Instants (`*_utc`) are text `YYYY-MM-DD HH:MM:SS` in UTC, money is integer tiyn, flags are 0 or 1, JSON is text.
-- Everything belongs to an amoCRM account (`account_id`, 0 while none is known), so that one server can hold several.
-- Columns that nothing fills yet say what will: files 001 to 004 never get another column.

-- One row an order of Kaspi. Work is derived from it; it holds no work itself.
create table if not exists processed_orders (
    -- the code a buyer sees; unique within an account, whichever shop sold it
    account_id integer not null default 0,
    order_code text not null,
    -- Kaspi's opaque id, for reads of this one order
    kaspi_order_id text not null default '',
    -- keyed hash of the token of the shop that sold it
    shop_id text not null default '',
    -- how it was last seen at Kaspi
    kaspi_state text not null default '',
    kaspi_status text not null default '',
    amount_tiyn integer not null default 0,
    order_created_at_utc text not null,
    -- pre_order, packing, hand_over, in_delivery, cancelling, return_requested
    kaspi_substage text,
    -- until when it is to be handed over: as the courier plans it, else when it is to arrive
    planned_at_utc text,
    -- reconcile: the rest of what was seen (lines, address, waybill …), as JSON
    observed text,
    -- keyed hash of what was last carried into the deal: another one of the order as seen is work
    checksum text,
    -- pending, done, failed, waiting (for a person), skipped, ignored
    phase text not null default 'pending',
    -- when there is work on it; null: nothing to do
    due_at_utc text,
    -- its deal and the contact of the deal
    amocrm_lead_id integer,
    amocrm_contact_id integer,
    -- the deal has a mark because no phone was known
    marked_without_contact integer not null default 0,
    -- the deal was found in amoCRM instead of created by this ledger
    adopted integer not null default 0,
    -- whether the deal has its note: due, check (read its notes first), done
    note_state text not null default 'due',
    -- what was last written to the deal, as JSON: only what still reads so may be overwritten
    written text not null default '{}',
    -- who moved the deal from where we put it (robot, person), and since when the stage is theirs
    stage_owner text,
    stage_owner_since_utc text,
    -- reconcile: deleted or merged in amoCRM; shown, never recreated by itself
    deal_fate text,
    -- failures in a row
    retry_count integer not null default 0,
    failing_since_utc text,
    last_error_code text,
    last_error text,
    -- milliseconds of the first sight are kept for the statistics
    first_seen_at_utc text not null,
    first_seen_ms integer not null default 0,
    last_seen_at_utc text not null,
    -- when the deal was last written or found equal
    last_synced_at_utc text,
    -- reconcile: final and old enough; no longer looked at
    settled_at_utc text,
    -- undo: the run that made the deal, and the run that took it back
    created_run_id integer,
    undone_run_id integer,
    -- import and import-node: where the row comes from, when it is not a poll
    origin text,
    -- forget: the buyer was erased and is not stored again
    buyer_erased_at_utc text,
    primary key (account_id, order_code)
);

-- Single values: marks of the mirrors, the heartbeat, which account this is.
create table if not exists meta (
    key text not null,
    value text not null,
    account_id integer not null default 0,
    primary key (key, account_id)
);

-- Who may write. Free when `locked_until_utc` has passed or nobody is named as the owner.
create table if not exists locks (
    name text not null,
    locked_until_utc text,
    account_id integer not null default 0,
    -- grows with every take-over
    fence integer not null default 0,
    owner_pid integer,
    -- several computers on one database: which of them, and which start of the program
    owner_host text,
    owner_id text,
    acquired_at_utc text,
    primary key (name, account_id)
);
