package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.pending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedSendingTest {

    final FakeBroker broker = new FakeBroker();
    final OrderedSending<Sent> sending = sending(broker, _ -> false);

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

        var outcome = send(sending, messages);

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

        var outcome = send(
                sending,
                List.of(
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

        var outcome = send(
                sending,
                List.of(
                        new Sent(pending("t", key, 1)),
                        new Sent(pending("t", key, 2)),
                        new Sent(pending("t", key, 3))));

        assertThat(broker.envelopes()).containsExactly(key + "/1", key + "/3");
        assertThat(outcome.hopeless()).hasSize(1);
        assertThat(outcome.failed()).isEmpty();
    }

    @Test
    void doesNotWaitForASlowChain() {
        var slow = new CompletableFuture<RecordPosition>();
        var late = newId();
        EventSender sender = (topic, _, envelope) -> envelope.equals(late + "/1")
                ? slow
                : CompletableFuture.completedFuture(new RecordPosition(topic, 0, 0));
        var prompt = newId();
        var sending = sending(sender, _ -> false);

        sending.start(byChain(List.of(
                new Sent(pending("t", late, 1)), new Sent(pending("t", late, 2)), new Sent(pending("t", prompt, 1)))));
        var first = sending.collect(Duration.ZERO);

        assertThat(first.ended()).containsExactly(prompt);
        assertThat(sending.isUnderWay(late)).isTrue();
        assertThat(sending.slowerThan(Duration.ZERO)).containsExactly("t");
        slow.complete(new RecordPosition("t", 0, 1));
        var second = sending.collect(Duration.ofMinutes(1));
        assertThat(second.ended()).containsExactly(late);
        assertThat(second.acknowledged().keySet())
                .extracting(sent -> sent.event().envelope())
                .containsExactly(late + "/1", late + "/2");
        assertThat(sending.underWay()).isZero();
    }

    @Test
    void givesUpASendThatIsNeverAnswered() {
        var time = new AtomicLong();
        var late = new CompletableFuture<RecordPosition>();
        var sending = new OrderedSending<Sent>((_, _, _) -> late, _ -> false, () -> {}, time::get);
        var sent = new Sent(pending("t", newId(), 1));
        sending.start(byChain(List.of(sent)));

        assertThat(sending.collect(Duration.ZERO).ended()).isEmpty();
        time.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(sending.collect(Duration.ZERO).failed()).containsOnlyKeys(sent);

        late.complete(new RecordPosition("t", 0, 0));
        assertThat(sending.collect(Duration.ZERO).acknowledged()).isEmpty();
    }

    @Test
    void holdsAChainAtTheMessageThatMustNotGo() {
        var key = newId();
        var held = new Sent(pending("held", key, 2));
        var sending = sending(broker, sent -> sent.event().topic().equals("held"));

        var outcome = send(sending, List.of(new Sent(pending("t", key, 1)), held, new Sent(pending("t", key, 3))));

        assertThat(broker.envelopes()).containsExactly(key + "/1");
        assertThat(outcome.held()).containsExactly(held);
        assertThat(outcome.ended()).containsExactly(key);
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
            var outcome = send(sending, List.copyOf(left));
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

    private static OrderedSending<Sent> sending(EventSender sender, Predicate<Sent> isHeld) {
        return new OrderedSending<>(sender, isHeld, () -> {}, System::nanoTime);
    }

    private static OrderedSending.Outcome<Sent> send(OrderedSending<Sent> sending, List<Sent> messages) {
        sending.start(byChain(messages));
        return sending.collect(Duration.ofMinutes(1));
    }

    private static Map<Object, List<Sent>> byChain(List<Sent> messages) {
        return messages.stream().collect(Collectors.groupingBy(Sent::chain, LinkedHashMap::new, Collectors.toList()));
    }

    private static List<String> versions(UUID key, int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(version -> key + "/" + version)
                .toList();
    }
}
