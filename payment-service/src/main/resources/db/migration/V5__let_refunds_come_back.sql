-- A refund may fail weeks after it succeeded: the buyer's bank does not take the money, and the provider gives it back to us.
ALTER TABLE refund
    DROP CONSTRAINT refund_state_check,
    ADD CONSTRAINT refund_state_check CHECK (state IN ('PENDING', 'SUCCEEDED', 'FAILED', 'RETURNED'));

-- When it changed last; null for one that has not changed since this column was added. The reconciliation reads by it.
ALTER TABLE refund ADD COLUMN changed_at timestamptz;
DROP INDEX refund_by_age;
CREATE INDEX refund_by_change ON refund (coalesce(changed_at, created_at));

-- Given back once, and come back once.
DROP INDEX ledger_one_refund;
CREATE UNIQUE INDEX ledger_one_refund ON ledger_posting (refund_id, debit) WHERE refund_id IS NOT NULL;
