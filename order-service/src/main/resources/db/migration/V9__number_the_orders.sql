-- The number of an order that people read and say: eight digits of Crockford's base 32 in two groups, from a secure source. order-service
-- draws it; this function gives one to the orders that there are, and to those that the version before may still write.
CREATE FUNCTION new_order_number() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT substr(digits, (get_byte(random, 0) & 31) + 1, 1) || substr(digits, (get_byte(random, 1) & 31) + 1, 1)
        || substr(digits, (get_byte(random, 2) & 31) + 1, 1) || substr(digits, (get_byte(random, 3) & 31) + 1, 1)
        || '-'
        || substr(digits, (get_byte(random, 4) & 31) + 1, 1) || substr(digits, (get_byte(random, 5) & 31) + 1, 1)
        || substr(digits, (get_byte(random, 9) & 31) + 1, 1) || substr(digits, (get_byte(random, 10) & 31) + 1, 1)
      FROM (SELECT uuid_send(gen_random_uuid()) AS random, '0123456789ABCDEFGHJKMNPQRSTVWXYZ' AS digits) AS drawn
$$;

ALTER TABLE orders ADD COLUMN number text NOT NULL DEFAULT new_order_number();

-- Among a million orders two may well have drawn the same.
DO $$
BEGIN
    LOOP
        UPDATE orders SET number = new_order_number()
         WHERE id IN (SELECT id
                        FROM (SELECT id, row_number() OVER (PARTITION BY number ORDER BY id) AS drawn FROM orders) AS numbered
                       WHERE drawn > 1);
        EXIT WHEN NOT FOUND;
    END LOOP;
END
$$;
CREATE UNIQUE INDEX orders_by_number ON orders (number);
