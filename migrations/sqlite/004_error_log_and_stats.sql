-- What went wrong, in the vendors' words, without personal data.
create table if not exists error_log (
    id integer primary key autoincrement,
    account_id integer not null default 0,
    created_at_utc text not null,
    -- kaspi, amocrm or kopir
    source text not null,
    -- a stable code (`amocrm.validation`) and the words
    code text not null,
    message text not null,
    order_code text,
    -- several shops: which of them; and the run it happened in
    shop_id text,
    run_id integer
);

-- newest first, and the errors of a day
create index if not exists error_log_created
    on error_log (account_id, created_at_utc);

-- A row a day of the shop's time zone. Recomputed with whatever it counts, never incremented.
create table if not exists daily_stats (
    date text not null,
    account_id integer not null default 0,
    -- by the day the order was placed: those that have their deal, and those that failed
    orders integer not null default 0,
    failed integer not null default 0,
    amount_tiyn integer not null default 0,
    -- by the day we did it
    contacts_created integer not null default 0,
    deals_created integer not null default 0,
    deals_updated integer not null default 0,
    errors_kaspi integer not null default 0,
    errors_amocrm integer not null default 0,
    rate_limited integer not null default 0,
    avg_processing_ms integer not null default 0,
    primary key (date, account_id)
);
