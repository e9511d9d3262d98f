-- An envelope is written ahead with each event and gone a moment later: deflated it is a third of it. The envelope of such a row is ''.
alter table outbox add column packed bytea;

-- When a relay may take an event, in place of next_try_at, where it is not null. A relay of the version before, which may still run, cannot
-- read packed envelopes: their next_try_at is 'infinity', so that it leaves them, and what is behind them, to an instance of this version.
alter table outbox add column due_at timestamptz;

-- One index serves to find what is older of a key and what is to be deleted: each is written with each event.
drop index outbox_key;
alter table outbox drop constraint outbox_pkey, add primary key (key, seq);
