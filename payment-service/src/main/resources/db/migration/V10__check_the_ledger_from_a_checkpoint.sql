-- What each account has come to by the postings up to the checkpoint, so that a check reads only those that came since.
CREATE TABLE ledger_balance (
    account      text           NOT NULL REFERENCES ledger_account,
    currency     char(3)        NOT NULL,
    debit_minor  numeric(30, 0) NOT NULL CHECK (debit_minor >= 0),
    credit_minor numeric(30, 0) NOT NULL CHECK (credit_minor >= 0),
    PRIMARY KEY (account, currency)
);

-- Ids are given before their postings are committed, so the highest one that can be seen is no checkpoint: a lower one may still come. It
-- becomes one when everybody has ended who wrote at that time (pending_writers, by their virtual transaction ids).
CREATE TABLE ledger_checkpoint (
    one_row         boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    posting_id      bigint NOT NULL DEFAULT 0,
    pending_id      bigint NOT NULL DEFAULT 0,
    pending_writers text[] NOT NULL DEFAULT '{}'
);

INSERT INTO ledger_checkpoint DEFAULT VALUES;

-- A full comparison reads as far back as the lookback says, and all of the ledger; the others read what changed since the last one.
ALTER TABLE reconciliation
    ADD COLUMN full_due_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN full_requested boolean     NOT NULL DEFAULT false;

ALTER TABLE reconciliation_run
    ADD COLUMN is_full     boolean NOT NULL DEFAULT true,
    -- Up to when it saw everything that had changed; null for one of before this column.
    ADD COLUMN compared_to timestamptz;
