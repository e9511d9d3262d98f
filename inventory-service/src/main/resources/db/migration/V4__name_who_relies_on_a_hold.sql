-- The attempts to place the order that rely on its hold: a late release by one of them must not give back what another one counts on.
ALTER TABLE hold ADD COLUMN attempts uuid[] NOT NULL DEFAULT '{}';
