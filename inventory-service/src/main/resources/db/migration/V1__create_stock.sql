-- How much of each product there is. Every change takes the row's lock and makes a new version.
CREATE TABLE stock (
    product_id      uuid        PRIMARY KEY,
    sku             text        NOT NULL CHECK (sku <> ''),
    -- the version of the product that named the SKU: an older one must not bring the old name back
    product_version bigint      NOT NULL,
    on_hand         bigint      NOT NULL,
    held            bigint      NOT NULL,
    version         bigint      NOT NULL CHECK (version >= 1),
    changed_at      timestamptz NOT NULL,
    CONSTRAINT stock_is_never_oversold CHECK (held >= 0 AND on_hand >= held)
);
CREATE INDEX stock_by_available ON stock ((on_hand - held), product_id);

-- The stock set aside for one order. The primary key makes a repeated request, also a parallel one, meet the first.
CREATE TABLE hold (
    order_id      uuid        PRIMARY KEY,
    state         text        NOT NULL
                  CHECK (state IN ('HELD', 'COMMITTED', 'RELEASED', 'EXPIRED', 'RETURNED', 'SHORT')),
    expires_at    timestamptz NOT NULL,
    -- the last step of the order that was heard; 0 before the first
    order_version bigint      NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL
);
CREATE INDEX hold_by_expiry ON hold (expires_at) WHERE state = 'HELD';
CREATE INDEX hold_short ON hold (changed_at) WHERE state = 'SHORT';

CREATE TABLE hold_line (
    order_id   uuid   NOT NULL REFERENCES hold (order_id),
    product_id uuid   NOT NULL,
    sku        text   NOT NULL,
    quantity   bigint NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, product_id)
);

-- The ledger: why each product's stock is what it is. The sums of its changes are the stock.
CREATE TABLE movement (
    product_id     uuid        NOT NULL REFERENCES stock (product_id),
    stock_version  bigint      NOT NULL,
    kind           text        NOT NULL
                   CHECK (kind IN ('INITIAL', 'ADJUSTED', 'HELD', 'RELEASED', 'SOLD', 'RETURNED')),
    on_hand_change bigint      NOT NULL,
    held_change    bigint      NOT NULL,
    order_id       uuid,
    -- one request of an admin; a repeat must not count twice
    operation_id   uuid        UNIQUE,
    actor          uuid,
    reason         text,
    moved_at       timestamptz NOT NULL,
    PRIMARY KEY (product_id, stock_version),
    CHECK ((operation_id IS NULL) = (actor IS NULL))
);
CREATE INDEX movement_by_order ON movement (order_id) WHERE order_id IS NOT NULL;

-- A ledger that can be edited proves nothing.
CREATE FUNCTION refuse_to_edit_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger of movements is append-only (% refused)', TG_OP;
END
$$;
CREATE TRIGGER movement_is_append_only BEFORE UPDATE OR DELETE ON movement
    FOR EACH ROW EXECUTE FUNCTION refuse_to_edit_the_ledger();
CREATE TRIGGER movement_is_not_emptied BEFORE TRUNCATE ON movement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_edit_the_ledger();
