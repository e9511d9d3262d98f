-- Where Kafka has what was told and heard of an order: for an administrator who looks for what became of it.
CREATE TABLE order_event (
    topic      text        NOT NULL,
    partition  integer     NOT NULL,
    "offset"   bigint      NOT NULL,
    order_id   uuid        NOT NULL,
    event_id   uuid        NOT NULL,
    type       text        NOT NULL,
    version    bigint      NOT NULL,
    told_at    timestamptz NOT NULL,
    PRIMARY KEY (topic, partition, "offset")
);
CREATE INDEX order_event_of_an_order ON order_event (order_id, told_at);
