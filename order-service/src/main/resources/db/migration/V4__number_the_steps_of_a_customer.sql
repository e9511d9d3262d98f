-- The place of a step among all of its customer's, in the order of the commits: what a live update is resumed from.
-- Both columns may be null, because an instance of the version before may still write while this one starts.
ALTER TABLE order_step
    ADD COLUMN customer_id uuid,
    ADD COLUMN position    bigint;

UPDATE order_step
   SET customer_id = numbered.customer_id, position = numbered.position
  FROM (SELECT order_id, order_step.version, orders.customer_id,
               row_number() OVER (PARTITION BY orders.customer_id ORDER BY taken_at, order_id, order_step.version) AS position
          FROM order_step JOIN orders ON orders.id = order_step.order_id) AS numbered
 WHERE order_step.order_id = numbered.order_id AND order_step.version = numbered.version;

CREATE UNIQUE INDEX order_step_of_a_customer ON order_step (customer_id, position);

-- Locked by whoever takes a step until that is committed, so that nobody can see a position before the one below it.
CREATE TABLE customer_steps (
    customer_id uuid   PRIMARY KEY,
    taken       bigint NOT NULL
);
INSERT INTO customer_steps (customer_id, taken)
SELECT customer_id, max(position) FROM order_step GROUP BY customer_id;
