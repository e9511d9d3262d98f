package shop.events;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at a failpoint as a crash would, by chance. */
final class Failpoints {

    /** What the system says of a process that was ended by SIGKILL. */
    private static final int KILLED = 137;

    private static final Logger LOG = LoggerFactory.getLogger(Failpoints.class);

    private final Map<Failpoint, Double> chances;
    private final Random random;
    private final Runnable crash;

    Failpoints(Map<Failpoint, Double> chances, long seed, Runnable crash) {
        this.chances = new EnumMap<>(chances);
        this.random = new Random(seed);
        this.crash = crash;
    }

    /** Nothing is flushed, closed or rolled back. */
    static void halt() {
        Runtime.getRuntime().halt(KILLED);
    }

    /**
     * Reads which are on, and how likely each is.
     *
     * @param setting such as {@code before-commit=0.01,after-send=0.2}
     * @throws IllegalArgumentException if there is no such failpoint, or if a chance is none
     */
    static Map<Failpoint, Double> read(String setting) {
        var chances = new EnumMap<Failpoint, Double>(Failpoint.class);
        for (var one : setting.split(",", -1)) {
            var parts = one.strip().split("=", -1);
            if (parts.length != 2) {
                throw wrong(setting);
            }
            var point = Arrays.stream(Failpoint.values())
                    .filter(known -> known.setting().equals(parts[0]))
                    .findFirst()
                    .orElseThrow(() -> wrong(setting));
            chances.put(point, chance(setting, parts[1]));
        }
        return chances;
    }

    private static double chance(String setting, String text) {
        try {
            var chance = Double.parseDouble(text);
            if (chance > 0 && chance <= 1) {
                return chance;
            }
        } catch (NumberFormatException _) {
            // The same refusal as for a number that is no chance.
        }
        throw wrong(setting);
    }

    private static IllegalArgumentException wrong(String setting) {
        return new IllegalArgumentException("shop.failpoints is \"" + setting + "\", expected for example "
                + "\"after-send=0.2,before-commit=0.01\" with chances above 0 and up to 1, of "
                + Arrays.stream(Failpoint.values()).map(Failpoint::setting).toList());
    }

    void reach(Failpoint point) {
        var chance = chances.get(point);
        if (chance != null && isDrawn(chance)) {
            LOG.error("failpoint {}: the process ends here", point.setting());
            crash.run();
        }
    }

    private synchronized boolean isDrawn(double chance) {
        return random.nextDouble() < chance;
    }
}
