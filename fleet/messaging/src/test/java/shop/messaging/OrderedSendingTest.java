package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.messaging.EventSamples.newId;
import static shop.messaging.EventSamples.pending;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedSendingTest {

    final FakeBroker broker = new FakeBroker();
    final OrderedSending sending = new OrderedSending(broker);

    record Sent(PendingEvent event) implements OrderedSending.Message {
        @Override
        public Object chain() {
            return event.key();
        }
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void keepsTheOrderOfEachKey() {
        var keys = IntStream.range(0, 20).mapToObj(_ -> newId()).toList();
        var messages = LongStream.rangeClosed(1, 10)
                .boxed()
                .flatMap(version -> keys.stream().map(key -> new Sent(pending("t", key, version))))
                .toList();

        var outcome = sending.send(messages);

        assertThat(outcome.acknowledged()).hasSize(200);
        assertThat(broker.firstAppearances())
                .hasSize(20)
                .allSatisfy((key, envelopes) -> assertThat(envelopes).isEqualTo(versions(key, 10)));
    }

    @Test
    void stopsAKeyAtItsFirstFailureAndLetsTheOthersGo() {
        var troubled = newId();
        var healthy = newId();
        broker.refuse(
                (_, envelope) -> envelope.equals(troubled + "/2") ? new NotLeaderOrFollowerException("moving") : null);

        var outcome = sending.send(List.of(
                new Sent(pending("t", troubled, 1)),
                new Sent(pending("t", troubled, 2)),
                new Sent(pending("t", healthy, 1)),
                new Sent(pending("t", troubled, 3)),
                new Sent(pending("t", healthy, 2))));

        assertThat(broker.envelopes()).containsExactlyInAnyOrder(troubled + "/1", healthy + "/1", healthy + "/2");
        assertThat(outcome.failed().keySet())
                .extracting(failed -> failed.event().envelope())
                .containsExactly(troubled + "/2");
        assertThat(outcome.complaint()).contains("NotLeaderOrFollowerException: moving");
    }

    @Test
    void goesOnBehindWhatCanNeverBeSent() {
        var key = newId();
        broker.refuse((_, envelope) -> envelope.equals(key + "/2") ? new RecordTooLargeException("5 MB") : null);

        var outcome = sending.send(List.of(
                new Sent(pending("t", key, 1)), new Sent(pending("t", key, 2)), new Sent(pending("t", key, 3))));

        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/3");
        assertThat(outcome.hopeless()).hasSize(1);
        assertThat(outcome.failed()).isEmpty();
    }

    @Test
    void asksForAnUnreachableTopicOnce() {
        var asked = new AtomicInteger();
        EventSender sender = (topic, _, _) -> topic.equals("missing")
                ? CompletableFuture.failedFuture(new TimeoutException("no metadata, asked " + asked.incrementAndGet()))
                : CompletableFuture.completedFuture(new RecordPosition(topic, 0, 0));
        var messages = new ArrayList<Sent>();
        for (var i = 0; i < 10; i++) {
            messages.add(new Sent(pending("missing", newId(), 1)));
            messages.add(new Sent(pending("present", newId(), 1)));
        }

        var outcome = new OrderedSending(sender).send(messages);

        assertThat(asked).hasValue(1);
        assertThat(outcome.acknowledged()).hasSize(10);
    }

    @Test
    void firstAppearancesKeepTheirOrderWhateverFails() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        var keys = IntStream.range(0, 15).mapToObj(_ -> newId()).toList();
        var left = new ArrayList<Sent>();
        for (var version = 1; version <= 12; version++) {
            for (var key : keys) {
                left.add(new Sent(pending("t", key, version)));
            }
        }
        // Half of the sends fail, and of those that do not, some are forgotten as by a relay that dies before its
        // commit.
        broker.refuse((_, _) -> random.nextBoolean() ? new NotLeaderOrFollowerException("moving") : null);

        for (var pass = 0; pass < 500 && !left.isEmpty(); pass++) {
            var outcome = sending.send(List.copyOf(left));
            if (pass % 5 != 0) {
                left.removeAll(outcome.acknowledged().keySet());
            }
        }

        assertThat(left).as("seed %d", seed).isEmpty();
        assertThat(broker.firstAppearances())
                .as("seed %d", seed)
                .hasSize(15)
                .allSatisfy((key, envelopes) -> assertThat(envelopes).isEqualTo(versions(key, 12)));
    }

    private static List<String> versions(UUID key, int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(version -> key + "/" + version)
                .toList();
    }
}
