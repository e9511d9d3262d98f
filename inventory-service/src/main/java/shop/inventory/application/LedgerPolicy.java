package shop.inventory.application;

import java.time.Duration;

/**
 * How often the ledger is checked, by one instance for all.
 *
 * @param every the pause between two checks, which read what was moved since the one before
 * @param fullEvery the pause between two that read all movements there are
 */
public record LedgerPolicy(Duration every, Duration fullEvery) {}
