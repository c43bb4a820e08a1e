-- Every write to amoCRM, journalled before it is sent: amoCRM knows no idempotency key.
create table if not exists journal (
    account_id integer not null default 0,
    -- given by the program, never twice
    id integer not null,
    order_code text not null,
    -- create_deal, create_contact, attach_contact, add_note …
    kind text not null,
    -- planned, sending (in doubt when there is no answer), done, refused
    phase text not null,
    -- what settles a doubt, as JSON; emptied when done
    payload text not null default '',
    -- the highest deal id known before it was sent: a deal it made lies above
    floor_lead_id integer not null default 0,
    planned_at_utc text not null,
    sent_at_utc text,
    -- when amoCRM was first asked and had nothing
    looked_at_utc text,
    finished_at_utc text,
    -- the deal it made or changed
    amocrm_lead_id integer,
    contact_created integer not null default 0,
    -- from the first sight of the order to the answer
    processing_ms integer,
    -- timeline: why it was done; undo: the run it belongs to and the values it replaced, as JSON
    reason text,
    run_id integer,
    replaced text,
    primary key (account_id, id)
);

-- writes whose outcome is open: few, and read at the start of every pass
create index if not exists journal_open
    on journal (account_id, id) where phase in ('planned', 'sending');

-- the writes of a day
create index if not exists journal_finished
    on journal (account_id, finished_at_utc) where finished_at_utc is not null;

-- the writes of an order
create index if not exists journal_order
    on journal (account_id, order_code, id);
