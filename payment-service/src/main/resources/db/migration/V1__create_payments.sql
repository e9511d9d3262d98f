-- Our copy of an order. Its row is locked by every step of paying that order, so the steps come one after the other.
CREATE TABLE payable_order (
    order_id     uuid PRIMARY KEY,
    user_id      uuid        NOT NULL,
    amount_minor bigint      NOT NULL CHECK (amount_minor >= 0),
    currency     char(3)     NOT NULL,
    expires_at   timestamptz NOT NULL,
    closed_as    text,
    paid_by      uuid,
    attempts     integer     NOT NULL CHECK (attempts >= 0),
    told         bigint      NOT NULL CHECK (told >= 0)
);

CREATE TABLE payment (
    id             uuid PRIMARY KEY,
    order_id       uuid        NOT NULL REFERENCES payable_order,
    user_id        uuid        NOT NULL,
    attempt        integer     NOT NULL CHECK (attempt >= 1),
    amount_minor   bigint      NOT NULL CHECK (amount_minor > 0),
    currency       char(3)     NOT NULL,
    method         text        NOT NULL CHECK (method IN ('CARD', 'INTENT', 'CHECKOUT')),
    method_ref     text CHECK ((method = 'CARD') = (method_ref IS NOT NULL)),
    state          text        NOT NULL CHECK (state IN ('STARTING', 'PROCESSING', 'REQUIRES_ACTION', 'PAID', 'FAILED',
                                                         'CANCELLED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
    intent_ref     text UNIQUE,
    session_ref    text UNIQUE,
    client_secret  text,
    url            text,
    failure_code   text,
    reserved_minor bigint      NOT NULL DEFAULT 0,
    refunded_minor bigint      NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        bigint      NOT NULL,
    -- When the provider is asked next, and how often it was asked; only for attempts that are live.
    check_at       timestamptz NOT NULL,
    checks         integer     NOT NULL DEFAULT 0,
    UNIQUE (order_id, attempt),
    -- No refund above what was taken, whatever the code believes.
    CONSTRAINT refunds_within_capture CHECK (0 <= refunded_minor AND refunded_minor <= reserved_minor
                                             AND reserved_minor <= amount_minor),
    CONSTRAINT refunds_only_of_captures CHECK (reserved_minor = 0
                                               OR state IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'))
);

-- One live attempt per order: the second of two parallel requests finds the first one's.
CREATE UNIQUE INDEX payment_one_live_attempt ON payment (order_id)
    WHERE state IN ('STARTING', 'PROCESSING', 'REQUIRES_ACTION');
CREATE INDEX payment_due ON payment (check_at) WHERE state IN ('STARTING', 'PROCESSING', 'REQUIRES_ACTION');
CREATE INDEX payment_of_user ON payment (user_id, created_at);
CREATE INDEX payment_by_age ON payment (created_at);

ALTER TABLE payable_order ADD FOREIGN KEY (paid_by) REFERENCES payment;

CREATE TABLE refund (
    id           uuid PRIMARY KEY,
    payment_id   uuid        NOT NULL REFERENCES payment,
    order_id     uuid        NOT NULL,
    amount_minor bigint      NOT NULL CHECK (amount_minor > 0),
    currency     char(3)     NOT NULL,
    reason       text        NOT NULL,
    requested_by uuid,
    state        text        NOT NULL CHECK (state IN ('PENDING', 'SUCCEEDED', 'FAILED')),
    provider_ref text UNIQUE,
    failure_code text,
    created_at   timestamptz NOT NULL,
    try_at       timestamptz NOT NULL,
    tries        integer     NOT NULL DEFAULT 0
);

CREATE INDEX refund_of_payment ON refund (payment_id, created_at);
CREATE INDEX refund_due ON refund (try_at) WHERE state = 'PENDING';

-- Double entry. A posting moves one amount from one account to another, so debits and credits are equal by construction;
-- the unique indexes let no capture and no refund be booked twice.
CREATE TABLE ledger_account (
    name text PRIMARY KEY
);

INSERT INTO ledger_account (name) VALUES ('CASH'), ('RECEIVABLE'), ('REFUNDS');

CREATE TABLE ledger_posting (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    debit        text        NOT NULL REFERENCES ledger_account,
    credit       text        NOT NULL REFERENCES ledger_account,
    amount_minor bigint      NOT NULL CHECK (amount_minor > 0),
    currency     char(3)     NOT NULL,
    order_id     uuid        NOT NULL,
    payment_id   uuid        NOT NULL REFERENCES payment,
    refund_id    uuid REFERENCES refund,
    booked_at    timestamptz NOT NULL,
    CHECK (debit <> credit)
);

CREATE UNIQUE INDEX ledger_one_capture ON ledger_posting (payment_id) WHERE refund_id IS NULL;
CREATE UNIQUE INDEX ledger_one_refund ON ledger_posting (refund_id);

-- The same postings as single entries, for sums per account.
CREATE VIEW ledger_entry AS
    SELECT id AS posting_id, debit AS account, amount_minor AS debit_minor, 0::bigint AS credit_minor, currency,
           order_id, payment_id, refund_id, booked_at
      FROM ledger_posting
     UNION ALL
    SELECT id, credit, 0::bigint, amount_minor, currency, order_id, payment_id, refund_id, booked_at
      FROM ledger_posting;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only ever added to';
END
$$;

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the provider told us, once per event. Only what is needed to ask for the object is kept, not the object.
CREATE TABLE webhook_event (
    id           text PRIMARY KEY,
    type         text        NOT NULL,
    livemode     boolean     NOT NULL,
    intent_ref   text,
    session_ref  text,
    refund_ref   text,
    payment_id   uuid,
    amount_minor bigint,
    currency     text,
    state        text        NOT NULL CHECK (state IN ('PENDING', 'DONE', 'IGNORED', 'GIVEN_UP')),
    received_at  timestamptz NOT NULL,
    try_at       timestamptz NOT NULL,
    tries        integer     NOT NULL DEFAULT 0
);

CREATE INDEX webhook_event_by_age ON webhook_event (received_at);
CREATE INDEX webhook_event_due ON webhook_event (try_at) WHERE state = 'PENDING';

-- What a person has to look at.
CREATE TABLE payment_alert (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL,
    payment_id uuid        NOT NULL,
    source     text        NOT NULL,
    detail     text        NOT NULL,
    raised_at  timestamptz NOT NULL,
    UNIQUE (kind, payment_id, source)
);
