-- Who takes the money: the ids of the provider's objects are this one's.
ALTER TABLE payment
    ADD COLUMN provider         text     NOT NULL DEFAULT 'STRIPE',
    -- What the provider said of the card, where its answer said something of it.
    ADD COLUMN card_fingerprint text,
    ADD COLUMN card_country     text,
    ADD COLUMN risk_score       smallint;

-- The kind is what the event means in our own words; null for one that came before this column.
ALTER TABLE webhook_event
    ADD COLUMN provider text NOT NULL DEFAULT 'STRIPE',
    ADD COLUMN kind     text;
