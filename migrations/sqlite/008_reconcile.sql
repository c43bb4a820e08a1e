-- How far the known orders of a shop were compared with their deals.
create table if not exists shop_reconciles (
    account_id integer not null default 0,
    shop_id text not null,
    -- the start of its last complete reconcile, in Kaspi's time
    reconciled_at_utc text not null,
    -- the daily sweep of the archive goes a window a pass: when it began, and from which creation on, down to 60 days
    -- ago, it has yet to list; null: it is complete
    archive_began_at_utc text not null,
    archive_to_utc text,
    primary key (account_id, shop_id)
);

-- orders that are followed: they have their deal and are not finished at Kaspi
create index if not exists processed_orders_followed
    on processed_orders (account_id, shop_id, last_seen_at_utc, order_code)
    where phase = 'done' and kaspi_state <> 'ARCHIVE' and kaspi_status not in ('COMPLETED', 'CANCELLED', 'RETURNED');
