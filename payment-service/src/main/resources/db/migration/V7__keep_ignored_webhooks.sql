-- Why an event was left alone: of another kind, of another program, or not readable.
ALTER TABLE webhook_event ADD COLUMN detail text;
