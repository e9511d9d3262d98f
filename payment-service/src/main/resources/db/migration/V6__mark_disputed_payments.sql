-- Whether a dispute is open or was lost: such a payment is not refunded, and its order not shipped.
ALTER TABLE payment ADD COLUMN disputed boolean NOT NULL DEFAULT false;
UPDATE payment SET disputed = true
 WHERE id IN (SELECT payment_id FROM dispute WHERE state IN ('NEEDS_RESPONSE', 'UNDER_REVIEW', 'LOST'));
