-- The check of the ledger: when the next one is due, who is at it until when, and what the last one found. One row, for all instances.
CREATE TABLE ledger_check (
    only_row      boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    due_at        timestamptz NOT NULL,
    full_due_at   timestamptz NOT NULL,
    lease         uuid,
    lease_until   timestamptz NOT NULL,
    -- null before the first check has ended
    checked_at    timestamptz,
    products      bigint      NOT NULL,
    drifts_total  bigint      NOT NULL
);
INSERT INTO ledger_check (due_at, full_due_at, lease_until, products, drifts_total) VALUES (now(), now(), now(), 0, 0);

CREATE TABLE ledger_drift (
    product_id    uuid   PRIMARY KEY,
    sku           text   NOT NULL,
    on_hand       bigint NOT NULL,
    held          bigint NOT NULL,
    moved_on_hand bigint NOT NULL,
    moved_held    bigint NOT NULL
);

-- To which version of its stock a product's movements were found to add up, and to what: the next check begins there. A product that drifts
-- has none, so that it is added up from the first movement until somebody has looked.
CREATE TABLE ledger_checkpoint (
    product_id    uuid   PRIMARY KEY,
    stock_version bigint NOT NULL,
    on_hand       bigint NOT NULL,
    held          bigint NOT NULL
);

-- Holds whose stock was given back are deleted some months later; what is held or sold has no entry here.
CREATE INDEX hold_given_back ON hold (changed_at) WHERE state IN ('RELEASED', 'EXPIRED', 'RETURNED');
