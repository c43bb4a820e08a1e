-- What a pass and a person look orders up by.

-- orders whose turn has come, a shop at a time
create index if not exists processed_orders_due
    on processed_orders (account_id, shop_id, due_at_utc, order_code) where due_at_utc is not null;

-- the list of orders, newest first; the orders of a day
create index if not exists processed_orders_created
    on processed_orders (account_id, order_created_at_utc desc, order_code);

-- orders that failed or wait for a person
create index if not exists processed_orders_phase
    on processed_orders (account_id, phase);

-- the order of a deal
create index if not exists processed_orders_lead
    on processed_orders (account_id, amocrm_lead_id) where amocrm_lead_id is not null;

-- orders still on their way, for reconcile and the list of deadlines
create index if not exists processed_orders_unsettled
    on processed_orders (account_id, planned_at_utc) where settled_at_utc is null;
