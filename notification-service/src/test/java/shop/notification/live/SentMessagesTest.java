package shop.notification.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.notification.message.Message;
import shop.notification.message.StoredMessage;
import shop.notification.notice.NoticeKind;

/** A stream that reads a store in which messages appear late and are marked. */
class SentMessagesTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final List<StoredMessage> store = new ArrayList<>();

    @Test
    void sendsAMessageOnce() {
        var stream = new SentMessages(NOW, List.of());
        var one = stored(NOW.plusSeconds(1));

        assertThat(poll(stream, 100)).containsExactly(one);
        assertThat(poll(stream, 100)).isEmpty();
    }

    @Test
    void sendsWhatBecomesVisibleLate() {
        var stream = new SentMessages(NOW, List.of());
        var first = stored(NOW.plusSeconds(5));
        assertThat(poll(stream, 100)).containsExactly(first);

        var late = stored(NOW.plusSeconds(2));

        assertThat(poll(stream, 100)).containsExactly(late);
        assertThat(poll(stream, 100)).isEmpty();
    }

    @Test
    void aMessageThatIsMarkedIsAChangeAndNotNew() {
        var stream = new SentMessages(NOW, List.of());
        var one = stored(NOW.plusSeconds(1));
        poll(stream, 100);
        // So long afterwards that the stream has forgotten it.
        stored(NOW.plusSeconds(100));
        poll(stream, 100);
        mark(one, NOW.plusSeconds(101));

        var changes = stream.read(changed(stream, 100));

        assertThat(changes.unsent()).isEmpty();
        assertThat(changes.count()).isEqualTo(1);
    }

    @Test
    void moreThanABatchAtTheSameTimeIsSentCompletely() {
        var stream = new SentMessages(NOW, List.of());
        for (var number = 0; number < 250; number++) {
            stored(NOW.plusSeconds(1));
        }

        var sent = new ArrayList<StoredMessage>();
        for (var batch = poll(stream, 100); !batch.isEmpty(); batch = poll(stream, 100)) {
            sent.addAll(batch);
        }

        assertThat(sent).containsExactlyInAnyOrderElementsOf(store);
    }

    @Test
    void manyMarksDoNotHideANewMessage() {
        var stream = new SentMessages(NOW, List.of());
        for (var number = 0; number < 250; number++) {
            mark(stored(NOW.minusSeconds(1000)), NOW.plusSeconds(1));
        }
        var one = stored(NOW.plusSeconds(2));

        var sent = new ArrayList<StoredMessage>();
        for (var round = 0; round < 4; round++) {
            sent.addAll(poll(stream, 100));
        }

        assertThat(sent).containsExactly(one);
    }

    @Test
    void aClientResumesAfterEachMessageWithoutGapAndWithoutRepeat() {
        for (var number = 0; number < 30; number++) {
            // Some nearly at once, some far apart.
            stored(NOW.plusMillis(number * 700L + (number / 10) * 60_000L));
        }
        var positions = new ArrayList<StreamPosition>();
        var order = new ArrayList<UUID>();
        var stream = new SentMessages(NOW, List.of());
        poll(stream, 7, positions, order);

        for (var seen = 0; seen < 30; seen++) {
            var position = StreamPosition.parse(positions.get(seen).toString());
            var resumed = new SentMessages(storedAt(position.last()), position.seen());
            var rest = new ArrayList<UUID>();
            poll(resumed, 7, new ArrayList<>(), rest);
            assertThat(rest).as("after %s messages", seen + 1).containsExactlyElementsOf(order.subList(seen + 1, 30));
        }
    }

    @Test
    void aClientResumesWhereItHasGotNothingYet() {
        var before = stored(NOW.minusSeconds(2));
        var first = new SentMessages(NOW, List.of());
        first.read(changed(first, 100)).unsent().forEach(first::send);
        var begin = StreamPosition.parse(first.begin().toString());
        var missed = stored(NOW.plusSeconds(1));

        var resumed = new SentMessages(begin.time(), begin.seen());

        assertThat(poll(resumed, 100)).containsExactly(missed).doesNotContain(before);
    }

    @Test
    void aPositionIsWrittenAsItIsRead() {
        var position = new StreamPosition(id(), List.of("0a1b2c3d", "ffffffff"));

        assertThat(position.toString()).matches(StreamPosition.PATTERN);
        assertThat(StreamPosition.parse(position.toString())).isEqualTo(position);
    }

    private void poll(SentMessages stream, int batch, List<StreamPosition> positions, List<UUID> order) {
        int changes;
        do {
            var read = stream.read(changed(stream, batch));
            changes = read.count();
            for (var message : read.unsent()) {
                positions.add(stream.send(message));
                order.add(message.message().id());
            }
        } while (changes > 0);
    }

    private List<StoredMessage> poll(SentMessages stream, int batch) {
        var unsent = stream.read(changed(stream, batch)).unsent();
        unsent.forEach(stream::send);
        return unsent;
    }

    /** As the store answers: in the order of the changes, a batch beyond what is known. */
    private List<StoredMessage> changed(SentMessages stream, int batch) {
        return store.stream()
                .filter(message -> !message.changedAt().isBefore(stream.since()))
                .sorted(Comparator.comparing(StoredMessage::changedAt)
                        .thenComparing(message -> message.message().id()))
                .limit(stream.known() + batch)
                .toList();
    }

    private StoredMessage stored(Instant at) {
        var message = new StoredMessage(
                new Message(id(), NoticeKind.WELCOME, "Welcome", "Your account is open.", null, false, at), at, at);
        store.add(message);
        return message;
    }

    private void mark(StoredMessage message, Instant at) {
        store.remove(message);
        store.add(new StoredMessage(message.message(), message.storedAt(), at));
    }

    private Instant storedAt(UUID id) {
        return store.stream()
                .filter(message -> message.message().id().equals(id))
                .findFirst()
                .orElseThrow()
                .storedAt();
    }

    private static UUID id() {
        return Generators.timeBasedEpochRandomGenerator().generate();
    }
}
