-- An order's movements are read by product; nothing asks for them by order.
DROP INDEX movement_by_order;

-- A unique index has an entry for each null, too, though nulls are never equal; only an admin's movement has an operation.
ALTER TABLE movement DROP CONSTRAINT movement_operation_id_key;
CREATE UNIQUE INDEX movement_operation_id_key ON movement (operation_id) WHERE operation_id IS NOT NULL;

-- Every hold and every sale changes what is available, so each wrote an entry here and, because of it, one of the primary key, and left the
-- old ones to be cleaned up: the most of a product that sells. An admin's list reads the table instead, one narrow row per product; its count
-- has done that before.
DROP INDEX stock_by_available;

-- With room on its page a new version of a stock row writes no index entry; a hold's state is indexed, but it writes less of the row.
ALTER TABLE stock SET (fillfactor = 50);
ALTER TABLE hold SET (fillfactor = 85);
