-- A hold lasts longer, once, when its buyer begins to pay. The order remembers that inventory-service has to be asked.
ALTER TABLE orders
    ADD COLUMN extension text NOT NULL DEFAULT 'NONE' CHECK (extension IN ('NONE', 'WANTED', 'GIVEN', 'REFUSED'));
CREATE INDEX orders_wanting_extension ON orders (reserved_until) WHERE status = 'PENDING' AND extension = 'WANTED';
