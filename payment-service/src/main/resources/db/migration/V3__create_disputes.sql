-- Buyers who asked their bank for the money back, as the provider tells of it.
CREATE TABLE dispute (
    id           uuid PRIMARY KEY,
    payment_id   uuid        NOT NULL REFERENCES payment,
    order_id     uuid        NOT NULL,
    provider_ref text        NOT NULL UNIQUE,
    amount_minor bigint      NOT NULL CHECK (amount_minor > 0),
    currency     char(3)     NOT NULL,
    reason       text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('INQUIRY', 'NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'CLOSED')),
    evidence_due timestamptz,
    withdrawn    boolean     NOT NULL,
    reinstated   boolean     NOT NULL,
    opened_at    timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    CHECK (withdrawn OR NOT reinstated)
);

CREATE INDEX dispute_of_payment ON dispute (payment_id, opened_at);

ALTER TABLE webhook_event ADD COLUMN dispute_ref text;

INSERT INTO ledger_account (name) VALUES ('DISPUTES');

ALTER TABLE ledger_posting ADD COLUMN dispute_id uuid REFERENCES dispute;

-- As before, and a dispute's money is withdrawn and reinstated once each.
DROP INDEX ledger_one_capture;
CREATE UNIQUE INDEX ledger_one_capture ON ledger_posting (payment_id) WHERE refund_id IS NULL AND dispute_id IS NULL;
CREATE UNIQUE INDEX ledger_once_per_dispute ON ledger_posting (dispute_id, debit);
