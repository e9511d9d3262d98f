package shop.inventory.application;

import java.time.Duration;

/**
 * How commands that come at the same time share transactions.
 *
 * @param workers how many transactions may run side by side
 * @param batch how many commands one transaction takes at most
 * @param weight how many lines they may have together, so that no transaction grows long; a heavier one goes alone
 * @param queue how many may wait; one more is refused at once
 * @param patience how long one waits for its answer
 */
public record BatchPolicy(int workers, int batch, int weight, int queue, Duration patience) {}
