package shop.proof.prove.fault;

import java.time.Duration;

/**
 * A fault and its time.
 *
 * @param kind of the fault, as {@code --faults} names it
 * @param at after the beginning of the load
 * @param lasts until it is healed
 */
public record Strike(String kind, Fault fault, Duration at, Duration lasts) {}
