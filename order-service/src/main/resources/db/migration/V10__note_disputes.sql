-- The customer's bank asks the money of the payment back; until that is decided nothing is shipped.
ALTER TABLE orders ADD COLUMN disputed boolean NOT NULL DEFAULT false;
