-- What is forgotten first is found without passing over what is kept for longer. Nothing else asks for events by their age.
DROP INDEX webhook_event_by_age;
CREATE INDEX webhook_event_over ON webhook_event (received_at) WHERE state IN ('DONE', 'IGNORED');
CREATE INDEX webhook_event_given_up ON webhook_event (received_at) WHERE state = 'GIVEN_UP';

DROP INDEX drift_by_sight;
CREATE INDEX drift_over ON drift (last_seen) WHERE state <> 'OPEN';
CREATE INDEX drift_repaired ON drift (repaired_at) WHERE state = 'REPAIRED';
