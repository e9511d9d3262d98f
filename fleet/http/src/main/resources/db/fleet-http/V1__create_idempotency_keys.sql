-- Idempotency keys of clients and what they were answered. The id is a hash of user, method, path and key.
CREATE TABLE idempotency_key (
    id           char(64)    PRIMARY KEY,
    fingerprint  char(64)    NOT NULL,
    operation_id uuid        NOT NULL,
    token        uuid        NOT NULL,
    lease_until  timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    status       smallint,
    content_type text,
    location     text,
    etag         text,
    body         text
);

CREATE INDEX idempotency_key_expires_at ON idempotency_key (expires_at);
