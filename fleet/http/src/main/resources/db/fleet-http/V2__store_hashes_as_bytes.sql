-- A hash is 32 bytes, not 64 letters: a key is written and indexed with every order, so its size is paid each time.
ALTER TABLE idempotency_key
    ALTER COLUMN id TYPE bytea USING decode(id, 'hex'),
    ALTER COLUMN fingerprint TYPE bytea USING decode(fingerprint, 'hex');
