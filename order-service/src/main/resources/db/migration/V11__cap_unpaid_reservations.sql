-- What one customer holds unpaid: few rows, however many orders they have had.
CREATE INDEX orders_unpaid_of_a_customer ON orders (customer_id) WHERE status = 'PENDING';

-- Locks the customer's placements until the transaction ends, then counts what they hold unpaid. A function, because each of its statements
-- sees what was committed before it began, so also what was committed while it waited for the lock; the statement that calls it does not.
-- most_units: of the products that are wanted the one of which most would be held, with what is wanted of it now.
CREATE FUNCTION unpaid_reservations(customer uuid, wanted_products uuid[], wanted_quantities integer[])
RETURNS TABLE (unpaid_orders bigint, most_held_product uuid, most_units bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(customer::text, 0));
    RETURN QUERY
    WITH unpaid AS (
        SELECT id FROM orders WHERE customer_id = customer AND status = 'PENDING'),
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
