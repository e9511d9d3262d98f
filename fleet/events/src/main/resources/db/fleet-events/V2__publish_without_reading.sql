-- When a relay that does not have the event in its memory may take it: at once, or when the instance that wrote it, claimed it, or failed
-- with it has had its time. Only the oldest event of a key is looked at. A relay of the version before ignores it and may send twice.
alter table outbox add column next_try_at timestamptz not null default now();

-- Whether an older event of the same key is still here is asked with each insert.
create index outbox_key on outbox (key, seq) where parked_at is null;

-- Each index is written with each event. Ids are unique by how they are made, and a table that is nearly empty needs no help to find a shard.
drop index outbox_pending;
alter table outbox drop constraint outbox_id_key;
