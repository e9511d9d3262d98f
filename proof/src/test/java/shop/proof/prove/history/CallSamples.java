package shop.proof.prove.history;

import java.time.Instant;

/** Calls as a log has them, each a second long, one after the other by their number. */
public final class CallSamples {

    private static final long SECOND = 1_000_000_000;

    private CallSamples() {}

    public static Call answered(long number, Intent intent, String key, int status, String code, Facts facts) {
        return call(number, intent, key, Outcome.ANSWERED, status, code, facts);
    }

    public static Call lost(long number, Intent intent, String key, Outcome outcome) {
        return call(number, intent, key, outcome, 0, "", Facts.NONE);
    }

    /** A read of an order by its owner, of some version. */
    public static Call read(long number, long version) {
        return answered(
                number,
                Intent.READ_ORDER,
                "",
                200,
                "",
                Facts.NONE.withOrder("o-1").withStatus("PENDING", "UNPAID", version));
    }

    public static Call lasting(Call call, long startNanos, long endNanos) {
        return new Call(
                call.number(),
                call.sentAt(),
                startNanos,
                endNanos,
                call.shopper(),
                call.userId(),
                call.intent(),
                call.key(),
                call.method(),
                call.path(),
                call.outcome(),
                call.status(),
                call.code(),
                call.facts());
    }

    private static Call call(
            long number, Intent intent, String key, Outcome outcome, int status, String code, Facts facts) {
        return new Call(
                number,
                Instant.EPOCH,
                number * 2 * SECOND,
                (number * 2 + 1) * SECOND,
                "ada",
                "u-1",
                intent,
                key,
                "POST",
                "/api/orders",
                outcome,
                status,
                code,
                facts);
    }
}
