-- What was found is written twice with each order: deflated it is a sixth of it, and hardly more than its numbers. Rows of before keep
-- features, fraud and returns, which are '{}' and null where findings is not null: an instance of the version before sees no score in those.
ALTER TABLE risk_assessment
    ADD COLUMN findings bytea,
    -- of the fraud model; null for one that was not made in time, and in rows of before
    ADD COLUMN score    double precision;

-- An order is counted to its address once, from its placing on.
DROP INDEX risk_assessment_of_an_address;
CREATE INDEX risk_assessment_of_an_address ON risk_assessment (address_key, assessed_at) WHERE moment = 'PLACED';
