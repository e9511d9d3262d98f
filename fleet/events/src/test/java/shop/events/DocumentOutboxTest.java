package shop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;
import static shop.events.EventSamples.newId;
import static shop.events.EventSamples.pending;
import static shop.events.EventSamples.status;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import shop.events.ParkedEvents.ParkedEvent;
import shop.events.PendingDocuments.Ref;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.test.Contracts;
import shop.test.KafkaProbe;

@EventsTest
class DocumentOutboxTest {

    static final String TOPIC = "order_status";

    record Paper(@Id UUID id, @Version @Nullable Long version, String title, List<PendingEvent> pendingEvents) {}

    final DocumentOutbox outbox;
    final MongoTemplate mongo;
    final FakeBroker broker = new FakeBroker();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Not declared as an outbox collection, so that the service's own relay leaves it alone. */
    final String collection = "papers_of_" + newId();

    @Autowired
    DocumentOutboxTest(DocumentOutbox outbox, MongoTemplate mongo) {
        this.outbox = outbox;
        this.mongo = mongo;
    }

    @AfterEach
    void close() {
        broker.close();
        mongo.dropCollection(collection);
    }

    @Test
    void oneWriteStoresTheChangeAndTheEventWhichLeavesAndIsRemoved() {
        var id = newId();

        mongo.insert(
                new Paper(id, null, "first", List.of(outbox.pending(status(id, 1)), outbox.pending(status(id, 2)))),
                EventsTestApplication.PAPERS);
        outbox.relay(EventsTestApplication.PAPERS, id);

        var published = KafkaProbe.await(
                TOPIC, envelope -> envelope.get("subject").stringValue().equals(id.toString()));
        Contracts.assertValid(TOPIC, published);
        await().untilAsserted(() -> assertThat(stored(EventsTestApplication.PAPERS, id))
                .satisfies(paper -> assertThat(paper.pendingEvents()).isEmpty())
                .satisfies(paper -> assertThat(paper.title()).isEqualTo("first"))
                .satisfies(paper -> assertThat(paper.version()).isZero()));
        assertThat(KafkaProbe.eventsAbout(TOPIC, id.toString()))
                .extracting(envelope -> envelope.get("aggregateversion").longValue())
                .containsExactly(1L, 2L);
    }

    @Test
    void anEventWhoseSignalWasLostIsFoundByLooking() {
        var id = newId();

        mongo.insert(
                new Paper(id, null, "unsignalled", List.of(outbox.pending(status(id, 1)))),
                EventsTestApplication.PAPERS);

        KafkaProbe.await(
                TOPIC, envelope -> envelope.get("subject").stringValue().equals(id.toString()));
    }

    @Test
    void keepsTheOrderOfTheListAndLeavesOnlyAnEmptyOne() {
        var id = insert(1, 2, 3);

        assertThat(relay("a").run()).isEqualTo(Next.IDLE);

        assertThat(broker.envelopes()).containsExactly(id + "/1", id + "/2", id + "/3");
        assertThat(stored(collection, id).pendingEvents()).isEmpty();
        assertThat(documents("a").find(collection, 10, List.of())).isEmpty();
        assertThat(raw(id)).doesNotContainKey("pendingEventsLeases");
    }

    @Test
    void keepsWhatTheBrokerRefusesAndSendsItLater() {
        var id = insert(1, 2);
        broker.refuse((_, _) -> new NotLeaderOrFollowerException("the broker is down"));
        var relay = relay("a");

        assertThat(relay.run()).isEqualTo(Next.BACK_OFF);
        assertThat(stored(collection, id).pendingEvents()).hasSize(2);
        assertThat(meters.get("shop.outbox.pending").gauge().value()).isEqualTo(2);

        broker.refuseNothing();
        await().until(relay::run, Next.IDLE::equals);
        assertThat(broker.envelopes()).containsExactly(id + "/1", id + "/2");
    }

    @Test
    void aTopicThatRefusesHoldsUpNoOther() {
        broker.refuse((topic, _) -> topic.equals("refused") ? new NotLeaderOrFollowerException("no leader") : null);
        var stuck = Stream.generate(() -> insertFor("refused")).limit(600).toList();
        var good = insertFor("good");
        var relay = relay("a");

        passUntilSent(relay, good);

        assertThat(broker.taken()).extracting(FakeBroker.Taken::key).containsExactly(good);
        assertThat(broker.asked()).as("asks of a few only").isLessThan(600);
        broker.refuseNothing();
        await().atMost(Duration.ofSeconds(60)).until(relay::run, Next.IDLE::equals);
        assertThat(broker.taken())
                .extracting(FakeBroker.Taken::key)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(stuck.stream(), Stream.of(good)).toList());
    }

    @Test
    void aTopicThatDoesNotAnswerHoldsUpNoOther() {
        var silent = new CopyOnWriteArrayList<CompletableFuture<RecordPosition>>();
        EventSender sender = (topic, key, envelope) -> {
            if (topic.equals("silent")) {
                var never = new CompletableFuture<RecordPosition>();
                silent.add(never);
                return never;
            }
            return broker.send(topic, key, envelope);
        };
        Stream.generate(() -> insertFor("silent")).limit(600).forEach(_ -> {});
        var relay = relay("a", Duration.ofMillis(1), sender);
        relay.run();
        var good = insertFor("good");

        passUntilSent(relay, good);

        assertThat(documents("look").find(collection, 1_000, List.of())).hasSize(600);
        silent.forEach(answer -> answer.complete(new RecordPosition("silent", 0, 0)));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            silent.forEach(answer -> answer.complete(new RecordPosition("silent", 0, 0)));
            return relay.run() == Next.IDLE;
        });
        assertThat(documents("look").find(collection, 1_000, List.of())).isEmpty();
    }

    @Test
    void aTopicWhoseMetadataIsAwaitedInVainHoldsUpNoOther() throws Exception {
        var metadata = new CountDownLatch(1);
        EventSender sender = (topic, key, envelope) -> {
            if (topic.equals("missing")) {
                try {
                    metadata.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return CompletableFuture.failedFuture(new org.apache.kafka.common.errors.TimeoutException("missing"));
            }
            return broker.send(topic, key, envelope);
        };
        insertFor("missing");
        var good = insertFor("good");

        passUntilSent(relay("a", Duration.ofMillis(1), sender), good);

        metadata.countDown();
    }

    @Test
    void aLaterEventOfADocumentWaitsForTheOneBefore() {
        broker.refuse((topic, _) -> topic.equals("refused") ? new NotLeaderOrFollowerException("no leader") : null);
        var id = newId();
        var events = List.of(pending("good", id, 1), pending("refused", id, 2), pending("good", id, 3));
        mongo.insert(new Paper(id, null, "paper", events), collection);
        var relay = relay("a");

        await().until(relay::run, Next.BACK_OFF::equals);
        assertThat(broker.envelopes()).containsExactly(id + "/1");
        assertThat(stored(collection, id).pendingEvents()).hasSize(2);

        broker.refuseNothing();
        await().until(relay::run, Next.IDLE::equals);
        assertThat(broker.envelopes()).containsExactly(id + "/1", id + "/2", id + "/3");
    }

    private UUID insertFor(String topic) {
        var id = newId();
        mongo.insert(new Paper(id, null, "paper", List.of(pending(topic, id, 1))), collection);
        return id;
    }

    private void passUntilSent(DocumentRelay relay, UUID id) {
        await().until(() -> {
            relay.run();
            return stored(collection, id).pendingEvents().isEmpty();
        });
    }

    @Test
    void parksWhatCanNeverBeSentAndGoesOn() {
        var id = insert(1, 2, 3);
        broker.refuse((_, envelope) -> envelope.equals(id + "/2") ? new RecordTooLargeException("5 MB") : null);

        assertThat(relay("a").run()).isEqualTo(Next.IDLE);

        assertThat(broker.envelopes()).containsExactly(id + "/1", id + "/3");
        assertThat(stored(collection, id).pendingEvents()).isEmpty();
        assertThat(mongo.find(query(where("envelope").is(id + "/2")), Document.class, "outbox_parked"))
                .singleElement()
                .satisfies(parked -> assertThat(parked.getString("error")).isEqualTo("RecordTooLargeException: 5 MB"));
    }

    @Test
    void sendsAParkedEventOnceMoreWhenItIsReleased() throws Exception {
        var id = insert(1);
        broker.refuse((_, _) -> new RecordTooLargeException("5 MB"));
        relay("a").run();
        var event = parkedOf(id);

        assertThat(parked().release(event.id())).isTrue();
        assertThat(parkedOf(id)).as("refused again").isEqualTo(event);

        broker.refuse((_, _) -> new NotLeaderOrFollowerException("no leader"));
        assertThatThrownBy(() -> parked().release(event.id())).isInstanceOf(TimeoutException.class);
        assertThat(parkedOf(id)).isEqualTo(event);

        broker.refuseNothing();
        assertThat(parked().release(event.id())).isTrue();
        assertThat(broker.envelopes()).containsExactly(id + "/1");
        assertThat(parked().release(event.id())).isFalse();
    }

    @Test
    void aDiscardedEventIsGone() {
        var id = insert(1);
        broker.refuse((_, _) -> new RecordTooLargeException("5 MB"));
        relay("a").run();
        var event = parkedOf(id);

        assertThat(parked().discard(event.id())).isTrue();
        assertThat(parked().discard(event.id())).isFalse();
        assertThat(broker.envelopes()).isEmpty();
    }

    private ParkedEvent parkedOf(UUID key) {
        return parked().oldest(100).stream()
                .filter(event -> event.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDocumentInTheHandsOfAnotherInstanceIsLeftAlone() {
        var id = insert(1);
        assertThat(take("b", id)).isNotEmpty();

        assertThat(relay("a").run()).isEqualTo(Next.IDLE);

        assertThat(broker.taken()).isEmpty();
        assertThat(take("b", id)).as("its own lease").isNotEmpty();
    }

    @Test
    void theDocumentOfAnInstanceThatDiedIsTakenOver() {
        var id = insert(1);
        assertThat(take("dead", id)).isNotEmpty();
        var relay = relay("a");
        assertThat(relay.run()).isEqualTo(Next.IDLE);
        assertThat(broker.taken()).isEmpty();

        await().pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            relay.run();
            assertThat(broker.envelopes()).containsExactly(id + "/1");
        });
        assertThat(stored(collection, id).pendingEvents()).isEmpty();
    }

    @Test
    void anEventWrittenWhileTheDocumentWasTakenIsSeenAtItsRelease() {
        var id = insert(1);
        var ref = new Ref(collection, id);
        var taken = take("a", id);

        push(id, pending("t", id, 2));
        assertThat(take("b", id)).as("held by a").isEmpty();

        assertThat(documents("a").release(Map.of(ref, List.of(taken.getFirst().id()))))
                .as("still pending")
                .containsExactly(ref);
        assertThat(take("b", id)).extracting(PendingEvent::envelope).containsExactly(id + "/2");
    }

    @Test
    void takesOfABatchWhatIsFreeAndLeavesWhatOthersHold() {
        var free = insert(1);
        var held = insert(1);
        var gone = insert(1);
        take("b", held);
        take("dead", gone);
        var refs = List.of(new Ref(collection, free), new Ref(collection, held), new Ref(collection, gone));

        var taken = documents("a").take(refs, Map.of(refs.get(2), "dead"));

        assertThat(taken.events()).containsOnlyKeys(refs.get(0), refs.get(2));
        assertThat(taken.left()).isEmpty();
        assertThat(take("b", held)).as("still b's").isNotEmpty();
    }

    @Test
    void sendsOfAFloodOnlyAsMuchAtOnceAsFitsIntoMemory() {
        var large = "x".repeat(900_000);
        var ids = Stream.generate(EventSamples::newId).limit(12).toList();
        for (var id : ids) {
            var event = new PendingEvent(newId(), "t", id, large);
            mongo.insert(new Paper(id, null, "large", List.of(event)), collection);
        }
        var refs = ids.stream().map(id -> new Ref(collection, id)).toList();

        var taken = documents("a").take(refs, Map.of());

        assertThat(taken.events()).hasSizeBetween(4, 6);
        assertThat(taken.left()).hasSize(12 - taken.events().size());
        assertThat(relay("a").run()).isEqualTo(Next.NOW);
    }

    @Test
    void carriesAFloodThatNobodySignalled() {
        var ids = Stream.generate(() -> insert(1, 2)).limit(1_300).toList();
        var relay = relay("a", Duration.ofHours(1));

        while (relay.run() == Next.NOW) {
            assertThat(broker.taken()).hasSizeLessThan(2 * ids.size());
        }

        assertThat(broker.firstAppearances())
                .hasSize(ids.size())
                .allSatisfy((id, envelopes) -> assertThat(envelopes).containsExactly(id + "/1", id + "/2"));
        assertThat(documents("look").find(collection, 10, List.of())).isEmpty();
    }

    @Test
    void whoWritesVeryMuchWaitsUntilMostIsSent() throws Exception {
        var relay = relay("a", Duration.ofHours(1));
        Stream.generate(() -> insert(1)).limit(450).forEach(id -> relay.enqueue(new Ref(collection, id)));

        assertThat(relay.awaitQueue(300, Duration.ofMillis(20))).isFalse();
        assertThat(relay.awaitQueue(450, Duration.ZERO)).isTrue();
        try (var writer = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = writer.submit(() -> relay.awaitQueue(0, Duration.ofMinutes(1)));
            while (relay.run() == Next.NOW) {
                assertThat(broker.taken()).hasSizeLessThan(450);
            }
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void givesBackADocumentThatHadNoEventsAnyMore() {
        var id = insert();
        var relay = relay("a");
        relay.enqueue(new Ref(collection, id));

        assertThat(relay.run()).isEqualTo(Next.IDLE);

        assertThat(raw(id)).doesNotContainKey("pendingEventsLeases");
    }

    @Test
    void severalInstancesAndABrokerThatFailsKeepTheOrderAndLoseNothing() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        broker.refuse((_, _) -> random.nextInt(10) == 0 ? new NotLeaderOrFollowerException("moving") : null);
        var ids = Stream.generate(() -> insert()).limit(25).toList();
        var relays = IntStream.range(0, 3).mapToObj(i -> relay("instance-" + i)).toList();
        var threads = relays.stream()
                .map(relay -> Worker.named("document-relay")
                        .interval(Duration.ofMillis(5))
                        .backOff(Duration.ofMillis(10), Duration.ofMillis(10))
                        .task(relay))
                .toList();
        threads.forEach(Worker::start);

        try (var writers = Executors.newFixedThreadPool(4)) {
            for (var id : ids) {
                writers.execute(() -> IntStream.rangeClosed(1, 8).forEach(version -> {
                    push(id, pending("t", id, version));
                    relays.get(version % 3).enqueue(new Ref(collection, id));
                }));
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> documents("look").find(collection, 100, List.of()).isEmpty());
        threads.forEach(Worker::stop);

        assertThat(broker.firstAppearances())
                .as("seed %d", seed)
                .hasSize(25)
                .allSatisfy((id, envelopes) -> assertThat(envelopes)
                        .isEqualTo(IntStream.rangeClosed(1, 8)
                                .mapToObj(version -> id + "/" + version)
                                .toList()));
    }

    private UUID insert(int... versions) {
        var id = newId();
        var events = new ArrayList<PendingEvent>();
        for (var version : versions) {
            events.add(pending("t", id, version));
        }
        mongo.insert(new Paper(id, null, "paper", events), collection);
        return id;
    }

    private void push(UUID id, PendingEvent event) {
        mongo.updateFirst(query(where("_id").is(id)), new Update().push(PendingEvent.FIELD, event), collection);
    }

    private Paper stored(String collection, UUID id) {
        return Objects.requireNonNull(mongo.findById(id, Paper.class, collection));
    }

    private Document raw(UUID id) {
        return Objects.requireNonNull(mongo.findById(id, Document.class, collection));
    }

    private List<PendingEvent> take(String relayId, UUID id) {
        var ref = new Ref(collection, id);
        return documents(relayId).take(List.of(ref), Map.of()).events().getOrDefault(ref, List.of());
    }

    private PendingDocuments documents(String relayId) {
        return new PendingDocuments(mongo, relayId);
    }

    private ParkedDocuments parked() {
        return new ParkedDocuments(mongo, broker, Clock.systemUTC());
    }

    private DocumentRelay relay(String relayId) {
        return relay(relayId, Duration.ofMillis(1));
    }

    private DocumentRelay relay(String relayId, Duration pollInterval) {
        return relay(relayId, pollInterval, broker);
    }

    private DocumentRelay relay(String relayId, Duration pollInterval, EventSender sender) {
        return new DocumentRelay(
                documents(relayId),
                parked(),
                List.of(new OutboxCollection(collection)),
                sender,
                () -> {},
                meters,
                Clock.systemUTC(),
                new OutboxProperties(
                        Duration.ofSeconds(1),
                        500,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        pollInterval,
                        Duration.ofMillis(300)));
    }
}
