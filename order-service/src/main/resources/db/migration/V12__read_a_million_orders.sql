-- What an administrator sorts all orders by; read backwards it serves the other direction.
CREATE INDEX orders_by_total ON orders (total_minor DESC, id);

-- Which orders took a step since a time is asked page by page, in the order of the steps. The summaries per range of pages that were here
-- find the pages, but give them in no order, so that each page of the answer read and sorted all that came after its beginning. Times rise,
-- so an entry more per step goes to the end of the index.
DROP INDEX order_step_by_time;
CREATE INDEX order_step_by_time ON order_step (taken_at);

-- Where Kafka has an event is of use as long as Kafka has it: deleted by its time, some months later.
CREATE INDEX order_event_by_time ON order_event (told_at);
