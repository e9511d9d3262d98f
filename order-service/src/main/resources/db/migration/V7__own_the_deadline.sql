-- The deadline of an order is order-service's alone: it moves by itself when somebody begins to pay, so nothing is looked for any more.
-- The column orders.extension stays: it says GIVEN for a deadline that has moved, else NONE; the version before reads and writes it too.
DROP INDEX orders_wanting_extension;
-- The orders that are due, page by page.
CREATE INDEX orders_by_deadline ON orders (reserved_until, id) WHERE status = 'PENDING';
DROP INDEX orders_awaiting_payment;
