package shop.order.training;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import shop.order.domain.risk.UsualSums;

/** What the latest orders before one cost, as the service would have known it. Each order changes it a little, so nothing is added up anew. */
final class LatestSums {

    private static final int LEAST = 200;

    private final Deque<Double> latest = new ArrayDeque<>();
    private final int window;
    private double sumOfLogarithms;
    private double sumOfSquares;

    /** @param window of how many orders */
    LatestSums(int window) {
        this.window = window;
    }

    void add(long amountMinor) {
        var added = Math.log1p((double) amountMinor);
        latest.addLast(added);
        sumOfLogarithms += added;
        sumOfSquares += added * added;
        if (latest.size() > window) {
            var left = latest.removeFirst();
            sumOfLogarithms -= left;
            sumOfSquares -= left * left;
        }
    }

    /** Null while they are too few to say what is usual. */
    @Nullable UsualSums usual() {
        if (latest.size() < LEAST) {
            return null;
        }
        var mean = sumOfLogarithms / latest.size();
        return new UsualSums(mean, Math.sqrt(Math.max(0, sumOfSquares / latest.size() - mean * mean)));
    }
}
