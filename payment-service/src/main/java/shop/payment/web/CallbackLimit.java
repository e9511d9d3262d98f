package shop.payment.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import shop.payment.domain.PaymentId;

/** Anyone can open a callback, as often as they like: the provider is asked about one payment now and then, and not each time. */
@Component
class CallbackLimit {

    /** A buyer comes back, reloads, and comes back by another way. */
    private static final int AT_ONCE = 3;

    private static final Duration EACH = Duration.ofSeconds(10);
    private static final int MOST_PAYMENTS = 10_000;

    private final Clock clock;
    private final Map<PaymentId, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PaymentId, Bucket> eldest) {
            return size() > MOST_PAYMENTS;
        }
    };

    CallbackLimit(Clock clock) {
        this.clock = clock;
    }

    /** Whether the provider may be asked about the payment now; that is counted. */
    synchronized boolean tryConsume(PaymentId payment) {
        var now = clock.instant();
        var bucket = buckets.computeIfAbsent(payment, _ -> new Bucket(AT_ONCE, now));
        var refills = Duration.between(bucket.since, now).dividedBy(EACH);
        if (refills > 0) {
            bucket.left = (int) Math.min(AT_ONCE, bucket.left + refills);
            bucket.since = bucket.since.plus(EACH.multipliedBy(refills));
        }
        if (bucket.left == 0) {
            return false;
        }
        bucket.left--;
        return true;
    }

    private static final class Bucket {

        private int left;
        private Instant since;

        Bucket(int left, Instant since) {
            this.left = left;
            this.since = since;
        }
    }
}
