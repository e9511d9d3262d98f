-- The timetable of reconciliations: one row for all instances, so that one of them makes the run that is due.
CREATE TABLE reconciliation (
    one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    run        bigint      NOT NULL,
    due_at     timestamptz NOT NULL,
    held_until timestamptz NOT NULL
);

INSERT INTO reconciliation (run, due_at, held_until) VALUES (0, now() + interval '1 minute', now());

CREATE TABLE reconciliation_run (
    number            bigint PRIMARY KEY,
    started_at        timestamptz NOT NULL,
    ended_at          timestamptz,
    looked_back_to    timestamptz,
    orders            bigint,
    holds             bigint,
    provider_payments bigint,
    provider_refunds  bigint,
    -- The books that could not be read, separated by commas; empty for a run that saw everything.
    unavailable       text,
    CHECK ((ended_at IS NULL) = (unavailable IS NULL))
);

-- What the run that is under way saw at the provider. A crash may empty it: the next run begins with none.
CREATE UNLOGGED TABLE reconciliation_seen (
    ref text PRIMARY KEY
);

CREATE TABLE drift (
    id                uuid PRIMARY KEY,
    kind              text        NOT NULL,
    subject           text        NOT NULL,
    order_id          uuid,
    payment_id        uuid,
    refund_id         uuid,
    provider_ref      text,
    expected_minor    bigint,
    expected_currency char(3),
    found_minor       bigint,
    found_currency    char(3),
    detail            text        NOT NULL,
    since             timestamptz NOT NULL,
    state             text        NOT NULL CHECK (state IN ('OPEN', 'REPAIRED', 'GONE')),
    first_seen        timestamptz NOT NULL,
    last_seen         timestamptz NOT NULL,
    last_run          bigint      NOT NULL,
    tries             integer     NOT NULL DEFAULT 0,
    repaired_at       timestamptz,
    repaired_by       uuid,
    UNIQUE (kind, subject),
    CHECK ((expected_minor IS NULL) = (expected_currency IS NULL)),
    CHECK ((found_minor IS NULL) = (found_currency IS NULL)),
    CHECK ((state = 'REPAIRED') = (repaired_at IS NOT NULL))
);

CREATE INDEX drift_open ON drift (since) WHERE state = 'OPEN';
CREATE INDEX drift_by_sight ON drift (last_seen);

CREATE INDEX payment_by_change ON payment (changed_at);
CREATE INDEX refund_by_age ON refund (created_at);
CREATE INDEX ledger_of_payment ON ledger_posting (payment_id);
