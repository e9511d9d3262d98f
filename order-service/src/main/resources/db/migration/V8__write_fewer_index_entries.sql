-- Asked for by payment-service's reconciliation alone, by a time that is not long ago. Steps are only ever added, in the order of time, so a
-- summary per range of pages finds them, and costs no entry with each step.
DROP INDEX order_step_by_time;
CREATE INDEX order_step_by_time ON order_step USING brin (taken_at) WITH (pages_per_range = 16, autosummarize = on);
-- The summary of the first pages would be written with each row as long as the table has no more of them; it is made when they are full.
SELECT brin_desummarize_range('order_step_by_time', 0);

-- Written again within their first seconds. An order's status is indexed, so its second version writes index entries, but less of the row
-- if it is on the same page; the count of a customer's steps needs no entry if it is.
ALTER TABLE orders SET (fillfactor = 85);
ALTER TABLE customer_steps SET (fillfactor = 85);
