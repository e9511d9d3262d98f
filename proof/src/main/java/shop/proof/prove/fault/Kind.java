package shop.proof.prove.fault;

import java.time.Duration;
import java.util.Random;
import java.util.function.Function;

/**
 * A kind of fault, of which one is drawn.
 *
 * @param name as {@code --faults} names it
 * @param least how long it lasts at least; zero of one that is over when it has struck
 * @param draw chooses what is struck, and how
 */
record Kind(String name, Duration least, Duration most, Function<Random, Fault> draw) {}
