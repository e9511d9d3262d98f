-- Facts that are committed and not yet acknowledged by Kafka. Rows go away once they are, so the table stays small.
create table outbox (
    seq        bigserial primary key,
    id         uuid        not null unique,
    shard      smallint    not null,
    topic      text        not null,
    key        uuid        not null,
    envelope   text        not null,
    created_at timestamptz not null,
    attempts   integer     not null default 0,
    last_error text,
    parked_at  timestamptz
);

create index outbox_pending on outbox (shard) where parked_at is null;

-- What a relay locks: as long as one instance holds a shard, no other one sends its keys.
create table outbox_shard (
    shard smallint primary key
);

insert into outbox_shard (shard) select generate_series(0, 15);

-- Which consumer has handled which event, written in the transaction of the effect.
create table inbox (
    consumer   text        not null,
    event_id   uuid        not null,
    handled_at timestamptz not null,
    primary key (consumer, event_id)
);

create index inbox_handled_at on inbox (handled_at);
