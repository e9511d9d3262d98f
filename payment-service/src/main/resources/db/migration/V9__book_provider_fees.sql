-- What the provider keeps of a payment for its work, in the currency that it settles in.
INSERT INTO ledger_account (name) VALUES ('FEES');

-- Not validated: what is there keeps to the narrower check of before, and a large ledger is not read for it.
ALTER TABLE ledger_posting
    DROP CONSTRAINT ledger_posting_accounts,
    ADD CONSTRAINT ledger_posting_accounts CHECK (debit IN ('CASH', 'RECEIVABLE', 'REFUNDS', 'DISPUTES', 'FEES')
                                                  AND credit IN ('CASH', 'RECEIVABLE', 'REFUNDS', 'DISPUTES', 'FEES')) NOT VALID;

DROP INDEX ledger_one_capture;
CREATE UNIQUE INDEX ledger_one_capture ON ledger_posting (payment_id)
    WHERE refund_id IS NULL AND dispute_id IS NULL AND debit = 'CASH';
CREATE UNIQUE INDEX ledger_one_fee ON ledger_posting (payment_id) WHERE debit = 'FEES';
