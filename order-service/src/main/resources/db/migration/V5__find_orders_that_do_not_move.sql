-- The orders that an administrator's summary looks through for those that are stuck: few at a time, however many have come to their end.
CREATE INDEX orders_to_ship ON orders (status_since) WHERE status = 'CONFIRMED';
CREATE INDEX orders_to_refund ON orders (status_since)
    WHERE status IN ('CANCELLED', 'EXPIRED') AND payment_status IN ('PAID', 'PARTIALLY_REFUNDED');
CREATE INDEX orders_paid_unconfirmed ON orders (status_since) WHERE status = 'PENDING' AND payment_status = 'PAID';
