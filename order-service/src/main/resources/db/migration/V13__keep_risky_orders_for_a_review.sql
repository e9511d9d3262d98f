-- Where an order on hold goes when it is approved; null for any other.
ALTER TABLE orders ADD COLUMN held_from text CHECK (held_from IN ('PENDING', 'CONFIRMED'));
-- NOT VALID spares reading all orders while nobody can write: every status that they have was allowed before.
ALTER TABLE orders DROP CONSTRAINT orders_status_check;
ALTER TABLE orders ADD CONSTRAINT orders_status_check
    CHECK (status IN ('PENDING', 'CONFIRMED', 'ON_HOLD', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'EXPIRED')) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_on_hold_know_where_from CHECK ((status = 'ON_HOLD') = (held_from IS NOT NULL)) NOT VALID;
CREATE INDEX orders_on_hold ON orders (status_since, id) WHERE status = 'ON_HOLD';

-- Why a step was taken, for staff only.
ALTER TABLE order_step ADD COLUMN note text;

-- What was found of each order when it was placed and when it was paid. Deleted after some months: it is also what accounts, addresses and
-- cards are counted by, and nobody's past is kept for ever. No part of a card but the provider's fingerprint of it.
CREATE TABLE risk_assessment (
    order_id         uuid        NOT NULL,
    moment           text        NOT NULL CHECK (moment IN ('PLACED', 'PAID')),
    customer_id      uuid        NOT NULL,
    address_key      text        NOT NULL,
    card_fingerprint text,
    features         jsonb       NOT NULL,
    -- null for one that was not made in time
    fraud            jsonb,
    returns          jsonb,
    held             boolean     NOT NULL,
    assessed_at      timestamptz NOT NULL,
    PRIMARY KEY (order_id, moment)
);
CREATE INDEX risk_assessment_of_an_address ON risk_assessment (address_key, assessed_at);
CREATE INDEX risk_assessment_of_a_card ON risk_assessment (card_fingerprint, assessed_at) WHERE card_fingerprint IS NOT NULL;
CREATE INDEX risk_assessment_by_time ON risk_assessment (assessed_at);

-- What is on hold and not paid keeps its stock from others as well.
DROP INDEX orders_unpaid_of_a_customer;
CREATE INDEX orders_unpaid_of_a_customer ON orders (customer_id)
    WHERE status = 'PENDING' OR (status = 'ON_HOLD' AND held_from = 'PENDING');

CREATE OR REPLACE FUNCTION unpaid_reservations(customer uuid, wanted_products uuid[], wanted_quantities integer[])
RETURNS TABLE (unpaid_orders bigint, most_held_product uuid, most_units bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(customer::text, 0));
    RETURN QUERY
    WITH unpaid AS (
        SELECT id FROM orders
         WHERE customer_id = customer AND (status = 'PENDING' OR (status = 'ON_HOLD' AND held_from = 'PENDING'))),
    held AS (
        SELECT order_line.product_id, sum(order_line.quantity) AS units
          FROM unpaid JOIN order_line ON order_line.order_id = unpaid.id
         WHERE order_line.product_id = ANY (wanted_products)
         GROUP BY order_line.product_id)
    SELECT (SELECT count(*) FROM unpaid), wanted.product, wanted.quantity + coalesce(held.units, 0)::bigint
      FROM unnest(wanted_products, wanted_quantities) AS wanted (product, quantity)
      LEFT JOIN held ON held.product_id = wanted.product
     ORDER BY 3 DESC, 2
     LIMIT 1;
END
$$;
