-- What was bought and how it travels, for a person who looks at an order. Apart from the orders: those have wide rows
-- already, and a pass reads them for its work.
create table if not exists order_details (
    account_id integer not null default 0,
    order_code text not null,
    -- names of the goods and the seller's codes in lower case, `ё` as `е`: the database's own folding knows ASCII only
    search_text text not null default '',
    -- the lines as JSON: sku, name, quantity, total (tiyn); none were read: `[]`
    goods text not null default '[]',
    -- PAY_WITH_CREDIT, PREPAID …, and the months of a credit
    payment_mode text,
    credit_months integer,
    -- DELIVERY_PICKUP …
    delivery_mode text,
    -- when it is planned to arrive
    planned_at_utc text,
    primary key (account_id, order_code)
);

-- the groups of the list are counted, and rare orders among many are looked for, without reading the rows themselves
create index if not exists processed_orders_groups
    on processed_orders (account_id, order_created_at_utc desc, order_code, kaspi_state, kaspi_status, phase);

-- orders that are not finished at Kaspi, newest first: few among many
create index if not exists processed_orders_open
    on processed_orders (account_id, order_created_at_utc desc, order_code)
    where kaspi_state <> 'ARCHIVE' and kaspi_status not in ('COMPLETED', 'CANCELLED', 'RETURNED');

-- what amoCRM did last, for the first screen
create index if not exists journal_done
    on journal (account_id, finished_at_utc desc, id desc) where phase = 'done';

-- what went wrong with one order
create index if not exists error_log_order
    on error_log (order_code, created_at_utc) where order_code is not null;
