-- Which orders took a step since a time is asked by payment-service's reconciliation, page by page in the order of the ids.
CREATE INDEX order_step_by_time ON order_step (taken_at, order_id);
