-- A drift that only a person can settle is taken note of, and then no longer asks for one.
ALTER TABLE drift DROP CONSTRAINT drift_state_check;
ALTER TABLE drift ADD CONSTRAINT drift_state_check CHECK (state IN ('OPEN', 'ACKNOWLEDGED', 'REPAIRED', 'GONE'));
