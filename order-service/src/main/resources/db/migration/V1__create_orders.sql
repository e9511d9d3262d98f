CREATE TABLE orders (
    id              uuid        PRIMARY KEY,
    customer_id     uuid        NOT NULL,
    status          text        NOT NULL
                    CHECK (status IN ('PENDING', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'EXPIRED')),
    status_since    timestamptz NOT NULL,
    status_reason   text,
    payment_status  text        NOT NULL
                    CHECK (payment_status IN ('UNPAID', 'PROCESSING', 'PAID', 'FAILED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
    payment_id      uuid,
    -- the last word on the payment that was heard; 0 before the first
    payment_version bigint      NOT NULL,
    total_minor     bigint      NOT NULL CHECK (total_minor >= 0),
    currency        char(3)     NOT NULL,
    reserved_until  timestamptz NOT NULL,
    version         bigint      NOT NULL CHECK (version >= 1),
    created_at      timestamptz NOT NULL,
    ship_name        text NOT NULL,
    ship_line1       text NOT NULL,
    ship_line2       text,
    ship_city        text NOT NULL,
    ship_postal_code text NOT NULL,
    ship_country     text NOT NULL
);
CREATE INDEX orders_of_a_customer ON orders (customer_id, created_at DESC, id);
CREATE INDEX orders_by_time ON orders (created_at DESC, id);
CREATE INDEX orders_by_status ON orders (status, created_at DESC, id);
CREATE INDEX orders_awaiting_payment ON orders (reserved_until) WHERE status = 'PENDING';

CREATE TABLE order_line (
    order_id         uuid    NOT NULL REFERENCES orders (id),
    position         integer NOT NULL,
    product_id       uuid    NOT NULL,
    sku              text    NOT NULL,
    name             text    NOT NULL,
    quantity         integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    unit_price_minor bigint  NOT NULL CHECK (unit_price_minor >= 0),
    PRIMARY KEY (order_id, position),
    UNIQUE (order_id, product_id)
);

-- The timeline. A version belongs to one step, so no step is told twice or lost between two writers.
CREATE TABLE order_step (
    order_id        uuid        NOT NULL REFERENCES orders (id),
    version         bigint      NOT NULL,
    status          text        NOT NULL,
    previous_status text        NOT NULL,
    payment_status  text        NOT NULL,
    fulfillment     text        NOT NULL,
    actor           text        NOT NULL,
    actor_id        uuid,
    reason          text,
    taken_at        timestamptz NOT NULL,
    PRIMARY KEY (order_id, version)
);

-- What an order has to know of products, copied from product_updated.
CREATE TABLE product_copy (
    product_id  uuid    PRIMARY KEY,
    version     bigint  NOT NULL,
    sku         text    NOT NULL,
    name        text    NOT NULL,
    price_minor bigint  NOT NULL CHECK (price_minor >= 0),
    currency    char(3) NOT NULL,
    archived    boolean NOT NULL
);
