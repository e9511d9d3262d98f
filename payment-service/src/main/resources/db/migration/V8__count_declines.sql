-- How many cards were declined for an attempt that outlives a decline; a card's own attempt ends with the first.
ALTER TABLE payment ADD COLUMN declines integer NOT NULL DEFAULT 0;
