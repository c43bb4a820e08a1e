-- What is told of an order, line by line: what was seen, decided, written, and why. Kept for 180 days.
create table if not exists order_events (
    -- lines of one second stay in the order in which they were told
    id integer primary key autoincrement,
    account_id integer not null default 0,
    order_code text not null,
    at_utc text not null,
    -- found, moved, created, failed …
    kind text not null,
    -- the rest of the line as JSON: ids, stages, words and counts; neither a name nor a phone
    params text not null default '{}'
);

-- the timeline of an order
create index if not exists order_events_order
    on order_events (account_id, order_code, id);

-- what is too old
create index if not exists order_events_at
    on order_events (account_id, at_utc);

-- the orders of one buyer, where no hash of his phone was kept yet
create index if not exists buyers_phone
    on buyers (account_id, phone) where phone is not null;
