-- A claim is small and its answer, which comes a moment later, is not: with room on its page the answer writes no index entry. The index of
-- expires_at stays what it is: rows go where older ones were deleted, so a summary per range of pages would soon cover every time.
ALTER TABLE idempotency_key SET (fillfactor = 70);
