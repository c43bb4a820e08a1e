-- Says whose file this is: the database of another program is never written.
insert or ignore into meta (key, value) values ('application', 'kopir');

-- For whoever opens it with a SQL shell.
insert or ignore into meta (key, value) values ('about', 'Ledger of Köpir. Instants are UTC, money is tiyn (1/100 tenge).');
