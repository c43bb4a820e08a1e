-- Shops, known by a keyed hash of their token.
create table if not exists shops (
    account_id integer not null default 0,
    shop_id text not null,
    -- the start of its first complete pass: an order placed later becomes a deal even when it is finished by then
    connected_at_utc text not null,
    -- the mark: the start of the last complete pass, in Kaspi's time
    complete_to_utc text not null,
    -- the start of the last pass that listed 30 days and the archive
    swept_at_utc text not null,
    -- several shops: the name a person gave, rules and tags of its own as JSON, until when it rests
    name text,
    options text,
    paused_until_utc text,
    primary key (account_id, shop_id)
);

-- What a person chose. Never a secret.
create table if not exists settings (
    key text primary key not null,
    value text not null
);

-- Who bought. Apart from the orders, so that it can leave the ledger before them.
create table if not exists buyers (
    account_id integer not null default 0,
    order_code text not null,
    name text,
    -- the name in lower case: the database's own folding knows ASCII only
    name_folded text,
    -- `+7…`; a masked one is never stored
    phone text,
    -- repeat buyers: keyed hash of the phone, which stays when name and phone leave
    phone_hash text,
    primary key (account_id, order_code)
);

-- the orders of one buyer
create index if not exists buyers_phone_hash
    on buyers (account_id, phone_hash) where phone_hash is not null;

-- The contacts of amoCRM by a keyed hash of their phone; the phone itself is not kept.
create table if not exists contact_index (
    account_id integer not null default 0,
    phone_hash text not null,
    contact_id integer not null,
    primary key (account_id, phone_hash, contact_id)
);

-- the phones of one contact, which are replaced together
create index if not exists contact_index_contact
    on contact_index (account_id, contact_id);

-- The deals of amoCRM that carry an order code, as they were last seen.
create table if not exists deal_index (
    account_id integer not null default 0,
    deal_id integer not null,
    order_code text not null,
    pipeline_id integer not null,
    stage_id integer not null,
    -- whole tenge
    price integer,
    updated_at_utc text not null,
    contact_id integer,
    primary key (account_id, deal_id)
);

-- all deals of one order
create index if not exists deal_index_code
    on deal_index (account_id, order_code, deal_id);

-- Passes that ended.
create table if not exists runs (
    id integer primary key autoincrement,
    account_id integer not null default 0,
    -- poll, reconcile, import …
    command text not null,
    started_at_utc text not null,
    finished_at_utc text not null,
    -- ok, or the code of what stopped it
    outcome text not null,
    requests_kaspi integer not null default 0,
    requests_amocrm integer not null default 0,
    rate_limited integer not null default 0,
    -- undo and the list of runs: what it did, as JSON
    report text
);

-- the last run of a command
create index if not exists runs_command
    on runs (command, id);

-- the runs of a day
create index if not exists runs_finished
    on runs (account_id, finished_at_utc);
