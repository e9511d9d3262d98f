-- Whose a key is (a hash), so that what one client keeps here can be counted. Null in rows of before this column, which are gone in a day.
ALTER TABLE idempotency_key ADD COLUMN client bytea;
CREATE INDEX idempotency_key_of_client ON idempotency_key (client, expires_at);
