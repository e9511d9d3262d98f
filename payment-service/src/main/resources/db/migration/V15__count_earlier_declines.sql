-- How many cards were declined in earlier attempts for the same order, as far as the limit of declines looks back.
ALTER TABLE payment ADD COLUMN declined_before integer NOT NULL DEFAULT 0;
