package shop.proof.prove.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Which faults strike in a run, and when: the same for the same seed. Runs with consecutive seeds go through all kinds before one comes
 * again, so that a few dozen of them try each kind equally often.
 */
public final class Schedule {

    /** How many faults the runs of consecutive seeds have, in turns. */
    private static final int[] SIZES = {5, 6, 4, 6, 6};

    /** After so many rounds through all kinds the order begins anew. */
    private static final int ROUNDS = 200;

    private static final int ALL_SIZES = 27;
    private static final Duration QUIET_BEFORE = Duration.ofSeconds(20);
    private static final Duration QUIET_AFTER = Duration.ofSeconds(20);

    private Schedule() {}

    /**
     * Draws the strikes of a run.
     *
     * @param load how long the shop is in use
     */
    public static List<Strike> draw(long seed, Duration load) {
        return place(drawnKinds(seed), seed, load);
    }

    /**
     * The strikes of a run in which exactly these kinds strike, once each.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static List<Strike> of(List<String> names, long seed, Duration load) {
        var kinds = new ArrayList<Kind>();
        for (var name : names) {
            kinds.add(Faults.kinds().stream()
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no fault is called \"" + name + "\" (known: "
                            + String.join(", ", Faults.all()) + ", or none)")));
        }
        return place(kinds, seed, load);
    }

    private static List<Kind> drawnKinds(long seed) {
        var kinds = Faults.kinds();
        var length = (long) ROUNDS * kinds.size();
        var cycle = Math.floorDiv(seed - 1, SIZES.length);
        var turn = Math.floorMod(seed - 1, SIZES.length);
        var at = Math.floorMod(cycle, length) * ALL_SIZES % length;
        for (var before = 0; before < turn; before++) {
            at += SIZES[before];
        }
        var order = order();
        var drawn = new ArrayList<Kind>();
        for (var number = 0; number < SIZES[turn]; number++) {
            drawn.add(order.get((int) ((at + number) % length)));
        }
        return drawn;
    }

    /** All kinds, shuffled, again and again; never one twice within a run. */
    private static List<Kind> order() {
        var order = new ArrayList<Kind>();
        for (var round = 0; round < ROUNDS; round++) {
            var random = new Random(round);
            var apart = 6;
            var last = order.subList(Math.max(0, order.size() - apart), order.size());
            var shuffled = new ArrayList<>(Faults.kinds());
            do {
                Collections.shuffle(shuffled, random);
            } while (!Collections.disjoint(last, shuffled.subList(0, apart)));
            order.addAll(shuffled);
        }
        return order;
    }

    /**
     * Spreads the faults over the load, each at a time of its own within its share. A fault that strikes what an earlier one still
     * strikes waits until that is over; others overlap as it comes.
     */
    private static List<Strike> place(List<Kind> kinds, long seed, Duration load) {
        var random = new Random(seed * 31 + 7);
        var order = new ArrayList<>(kinds);
        Collections.shuffle(order, random);
        var window = load.minus(QUIET_BEFORE).minus(QUIET_AFTER);
        if (window.isNegative()) {
            throw new IllegalArgumentException("a load of " + load.toSeconds() + " s (expected: more than "
                    + QUIET_BEFORE.plus(QUIET_AFTER).toSeconds() + " s)");
        }
        var freeAt = new HashMap<String, Duration>();
        var strikes = new ArrayList<Strike>();
        for (var number = 0; number < order.size(); number++) {
            var kind = order.get(number);
            var fault = kind.draw().apply(new Random(random.nextLong()));
            var share = window.dividedBy(order.size());
            var drawn = QUIET_BEFORE.plus(share.multipliedBy(number)).plus(part(share.dividedBy(2), random));
            var at = fault.strikes().stream()
                    .map(each -> freeAt.getOrDefault(each, Duration.ZERO))
                    .reduce(drawn, (one, other) -> one.compareTo(other) > 0 ? one : other);
            var lasts = kind.least().plus(part(kind.most().minus(kind.least()), random));
            fault.strikes().forEach(each -> freeAt.put(each, at.plus(lasts)));
            strikes.add(new Strike(kind.name(), fault, at, lasts));
        }
        return List.copyOf(strikes);
    }

    private static Duration part(Duration of, Random random) {
        return Duration.ofMillis((long) (of.toMillis() * random.nextDouble()));
    }

    /** As people read it. */
    public static String words(List<Strike> strikes) {
        return strikes.isEmpty()
                ? "none"
                : strikes.stream().map(strike -> strike.fault().name()).collect(Collectors.joining(", "));
    }
}
