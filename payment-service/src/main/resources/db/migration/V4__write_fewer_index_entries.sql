-- An index is written with each payment, so each one has to be worth it. A card's payment is written twice, and because its state decides
-- about its place in payment_one_live_attempt the second time writes every index again.

-- A unique index has an entry for each null, too, though nulls are never equal. A card has no session, and no intent at first; a capture
-- has neither refund nor dispute. What was unique stays unique, and `x = value` finds the partial index, as it is never true of a null.
ALTER TABLE payment DROP CONSTRAINT payment_intent_ref_key;
CREATE UNIQUE INDEX payment_intent_ref_key ON payment (intent_ref) WHERE intent_ref IS NOT NULL;
ALTER TABLE payment DROP CONSTRAINT payment_session_ref_key;
CREATE UNIQUE INDEX payment_session_ref_key ON payment (session_ref) WHERE session_ref IS NOT NULL;
DROP INDEX ledger_one_refund;
CREATE UNIQUE INDEX ledger_one_refund ON ledger_posting (refund_id) WHERE refund_id IS NOT NULL;
DROP INDEX ledger_once_per_dispute;
CREATE UNIQUE INDEX ledger_once_per_dispute ON ledger_posting (dispute_id, debit) WHERE dispute_id IS NOT NULL;

-- Asked for by the reconciliation alone, by a range that ends about now: a summary per range of pages is enough. Payments are stored in the
-- order of time, and one that changes late lets its range be read by the comparisons of those days.
DROP INDEX payment_by_change;
CREATE INDEX payment_by_change ON payment USING brin (changed_at) WITH (pages_per_range = 16, autosummarize = on);
-- The summary of the first pages would be written with each row as long as the table has no more of them; it is made when they are full.
SELECT brin_desummarize_range('payment_by_change', 0);

-- Each posting locked the rows of both its accounts, which all payments share. A check keeps postings to the same accounts, and the chart
-- of accounts is as append-only as the ledger, so that none is taken away from its postings.
ALTER TABLE ledger_posting
    DROP CONSTRAINT ledger_posting_debit_fkey,
    DROP CONSTRAINT ledger_posting_credit_fkey,
    ADD CONSTRAINT ledger_posting_accounts CHECK (debit IN ('CASH', 'RECEIVABLE', 'REFUNDS', 'DISPUTES')
                                                  AND credit IN ('CASH', 'RECEIVABLE', 'REFUNDS', 'DISPUTES'));
CREATE TRIGGER accounts_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Both rows are written again within their first second: with room on their page the second version writes less, and of payable_order, whose
-- changing columns have no index, no index entry at all.
ALTER TABLE payment SET (fillfactor = 85);
ALTER TABLE payable_order SET (fillfactor = 85);
