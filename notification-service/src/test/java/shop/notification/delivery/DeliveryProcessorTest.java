package shop.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;
import static org.springframework.data.mongodb.core.query.Update.update;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.index.IndexInfo;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import shop.http.version.IfMatch;
import shop.notification.config.NotificationProperties;
import shop.notification.customer.Customer;
import shop.notification.customer.Customers;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.notice.WordingTest;
import shop.notification.preference.PreferenceRepository;
import shop.notification.preference.Preferences;
import shop.notification.support.Events;
import shop.notification.support.SmtpGate;
import shop.platform.paging.PageQuery;
import shop.test.Infrastructure;
import shop.test.MailProbe;

/** What becomes of one delivery, with a mail server that fails on demand and a clock that the test moves. */
class DeliveryProcessorTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Queue<String> COMMANDS = new ConcurrentLinkedQueue<>();
    private static final MongoClient CLIENT = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(Infrastructure.shared().mongodbUri()))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .addCommandListener(new CommandListener() {
                @Override
                public void commandStarted(CommandStartedEvent event) {
                    COMMANDS.add(event.getCommandName());
                }
            })
            .build());

    private final MovableClock clock = new MovableClock();
    private final ScriptedServer server = new ScriptedServer();
    private final UUID user = Events.newId();
    private final MongoTemplate mongo =
            new MongoTemplate(new SimpleMongoClientDatabaseFactory(CLIENT, "deliveries-" + user));
    private final Customers customers = new Customers(mongo);
    private final PreferenceRepository preferences = new PreferenceRepository(mongo);
    private final Instance own = new Instance(properties(3));
    private final Instance other = new Instance(properties(3));
    private final Deliveries deliveries = own.deliveries;

    private static NotificationProperties.Deliveries settings(int maxAttempts, Duration pollInterval) {
        return new NotificationProperties.Deliveries(
                1,
                20,
                pollInterval,
                LEASE,
                maxAttempts,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofDays(30));
    }

    static NotificationProperties properties(int maxAttempts) {
        return properties(maxAttempts, Duration.ofSeconds(1));
    }

    private static NotificationProperties properties(int maxAttempts, Duration pollInterval) {
        return new NotificationProperties(
                "shop@example.org",
                URI.create("https://shop.example"),
                "/api/notifications/pay?order={orderId}",
                Locale.ENGLISH,
                ZoneId.of("UTC"),
                new NotificationProperties.Twilio("", "", "", "https://api.twilio.com"),
                "",
                Duration.ofDays(400),
                settings(maxAttempts, pollInterval),
                new NotificationProperties.Streams(10, 2000, Duration.ofSeconds(15), Duration.ofSeconds(1)));
    }

    @BeforeEach
    void makeIndexes() {
        deliveries.afterPropertiesSet();
    }

    @AfterEach
    void dropDatabase() {
        mongo.getDb().drop();
    }

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    void sendsWhatIsDueOnce() throws MessagingException {
        known();
        var notice = welcome();
        deliveries.add(notice, Channel.EMAIL);
        deliveries.add(notice, Channel.EMAIL);

        assertThat(sendOne()).isTrue();
        assertThat(sendOne()).isFalse();

        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().finishedAt()).isEqualTo(START);
        assertThat(server.sent).hasSize(1);
        var mail = server.sent.getFirst();
        assertThat(mail.getRecipients(Message.RecipientType.TO))
                .containsExactly(new InternetAddress("ada@example.org"));
        assertThat(mail.getSubject()).isEqualTo("Welcome to Shopfleet");
        assertThat(mail.getMessageID()).isEqualTo("<" + notice.eventId() + ".EMAIL@example.org>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void anEventThatComesAgainLaterIsNotSentAgain() {
        known();
        var notice = welcome();
        deliveries.add(notice, Channel.EMAIL);
        sendOne();

        deliveries.add(notice, Channel.EMAIL);

        assertThat(sendOne()).isFalse();
        assertThat(server.sent).hasSize(1);
    }

    @Test
    void triesAgainAfterLongerAndLongerWaits() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        server.refusesToConnect(new MessagingException("refused"), new MessagingException("refused"));

        sendOne();
        assertThat(only().problem()).isEqualTo(DeliveryProblem.SERVER_UNREACHABLE);
        assertNotDueWithin(Duration.ofSeconds(2));
        sendOne();
        assertNotDueWithin(Duration.ofSeconds(4));
        sendOne();

        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().attempts()).isEqualTo(3);
    }

    @Test
    void noWaitIsLongerThanTheLongest() {
        known();
        var patient = new Instance(properties(100));
        patient.deliveries.add(welcome(), Channel.EMAIL);
        server.isAway = true;

        for (var attempt = 1; attempt < 50; attempt++) {
            assertThat(sendOne(patient)).as("attempt %d", attempt).isTrue();
            clock.advance(Duration.ofSeconds(5));
        }

        assertThat(only().attempts()).isEqualTo(49);
    }

    @Test
    void givesUpAfterTheLastTry() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        var denied = new AuthenticationFailedException("535");
        server.refusesToConnect(denied, denied, denied);

        for (var attempt = 0; attempt < 3; attempt++) {
            sendOne();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(sendOne()).isFalse();
        assertThat(only().state()).isEqualTo(DeliveryState.FAILED);
        assertThat(only().problem()).isEqualTo(DeliveryProblem.AUTHENTICATION_FAILED);
        assertThat(only().attempts()).isEqualTo(3);
    }

    @Test
    void givesUpAtOnceWhenNobodyHasTheAddress() throws MessagingException {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        server.refuses("ada@example.org", nobodyHas("ada@example.org"));

        sendOne();

        assertThat(only().state()).isEqualTo(DeliveryState.FAILED);
        assertThat(only().problem()).isEqualTo(DeliveryProblem.ADDRESS_REFUSED);
    }

    @Test
    void triesAgainWhenTheServerRefusesForNow() throws MessagingException {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        var later = new InternetAddress("ada@example.org");
        server.refuses(
                "ada@example.org",
                new SendFailedException("450", null, new Address[0], new Address[] {later}, new Address[0]));

        sendOne();

        assertThat(only().state()).isEqualTo(DeliveryState.PENDING);
        assertThat(only().problem()).isEqualTo(DeliveryProblem.REFUSED);
    }

    @Test
    void waitsForTheAddressWithoutCountingTries() {
        deliveries.add(welcome(), Channel.EMAIL);

        for (var look = 0; look < 10; look++) {
            assertThat(sendOne()).isTrue();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(only().state()).isEqualTo(DeliveryState.PENDING);
        assertThat(only().problem()).isEqualTo(DeliveryProblem.ADDRESS_UNKNOWN);
        assertThat(only().attempts()).isZero();

        known();
        sendOne();

        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().attempts()).isEqualTo(1);
    }

    @Test
    void sendsNothingThatIsNotWanted() {
        known();
        preferences.change(user, new Preferences(false, false, null, null, 0), IfMatch.parse(null));
        deliveries.add(welcome(), Channel.EMAIL);

        sendOne();

        assertThat(only().state()).isEqualTo(DeliveryState.UNWANTED);
        assertThat(server.sent).isEmpty();
    }

    @Test
    void twoInstancesDoNotSendOneDeliveryBoth() {
        known();
        deliveries.addAll(welcomes(20), Channel.EMAIL);
        // The first has been asleep for its whole lease: now both believe that it is up to them.
        clock.advance(LEASE);
        other.processor.look();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CountDownLatch(1);
            for (var instance : List.of(own, other, own, other)) {
                threads.execute(() -> {
                    awaited(start);
                    while (instance.sendBatch(3) >= 0) {
                        // until there is no ticket
                    }
                });
            }
            start.countDown();
        }

        assertThat(server.sent).hasSize(20);
        assertThat(deliveries.list(DeliveryState.SENT, page()).totalItems()).isEqualTo(20);
    }

    @Test
    void whatSomebodyDiedOverIsSentAfterItsLease() throws InterruptedException {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        var dead = own.queue.take(1, Duration.ZERO).getFirst().delivery();

        clock.advance(LEASE.minusMillis(1));
        assertThat(sendOne(other)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(sendOne(other)).isTrue();
        // The first one was only slow: what it says now must not count any more.
        deliveries.write(List.of(dead.postponed(DeliveryProblem.REFUSED, clock.instant())));

        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().problem()).isNull();
        assertThat(sendOne()).isFalse();
        assertThat(sendOne(other)).isFalse();
    }

    @Test
    void onlyWhatWaitsIsDue() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        assertThat(deliveries.pending()).isEqualTo(1);

        sendOne();

        assertThat(deliveries.pending()).isZero();
        assertThat(mongo.count(query(where("dueAt").exists(true)), "deliveries"))
                .isZero();
    }

    @Test
    void whatAnEarlierVersionFinishedIsTakenOutOfTheIndexAtTheStart() {
        known();
        deliveries.addAll(welcomes(2), Channel.EMAIL);
        sendOne();
        mongo.updateMulti(query(where("finishedAt").exists(true)), update("dueAt", START), "deliveries");
        mongo.indexOps("deliveries")
                .createIndex(new Index("state", Sort.Direction.ASC).on("dueAt", Sort.Direction.ASC));

        deliveries.afterPropertiesSet();

        assertThat(mongo.count(query(where("dueAt").exists(true)), "deliveries"))
                .isEqualTo(1);
        assertThat(deliveries.pending()).isEqualTo(1);
        assertThat(mongo.indexOps("deliveries").getIndexInfo())
                .extracting(IndexInfo::getName)
                .contains("dueAt_1")
                .doesNotContain("state_1_dueAt_1");
    }

    @Test
    void tenMailsCostFourCallsToTheStoreAndOneConnection() {
        known();
        COMMANDS.clear();

        deliveries.addAll(welcomes(10), Channel.EMAIL);
        assertThat(own.sendBatch(20)).isEqualTo(10);

        assertThat(COMMANDS).containsExactly("insert", "find", "find", "update");
        assertThat(server.connections).hasValue(1);
        assertThat(server.sent).hasSize(10);
        assertThat(deliveries.list(DeliveryState.SENT, page()).items())
                .hasSize(10)
                .allMatch(delivery -> delivery.attempts() == 1);
    }

    @Test
    void tenMailsThatAnotherLeftCostFiveCalls() {
        known();
        deliveries.addAll(welcomes(10), Channel.EMAIL);
        clock.advance(LEASE);
        COMMANDS.clear();

        other.processor.look();
        assertThat(other.sendBatch(20)).isEqualTo(10);

        assertThat(COMMANDS).containsExactly("find", "update", "find", "find", "update");
        assertThat(deliveries.list(DeliveryState.SENT, page()).items())
                .hasSize(10)
                .allMatch(delivery -> delivery.attempts() == 2);
    }

    @Test
    void aBatchIsAsLongAsItMayBe() {
        known();
        deliveries.addAll(welcomes(5), Channel.EMAIL);

        assertThat(own.sendBatch(3)).isEqualTo(3);
        assertThat(own.sendBatch(3)).isEqualTo(2);
    }

    @Test
    void aRefusedAddressKeepsNoOtherFromItsMail() throws MessagingException {
        known();
        var nobody = Events.newId();
        customers.keep(new Customer(nobody, "nobody@example.org", "Nobody"), 1);
        server.refuses("nobody@example.org", nobodyHas("nobody@example.org"));
        var first = welcome();
        var refused = Notice.ofAccount(Events.newId(), nobody, NoticeKind.WELCOME, START);

        deliveries.addAll(List.of(first, refused, welcome()), Channel.EMAIL);
        own.sendBatch(20);

        assertThat(states()).containsExactly(DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SENT);
        assertThat(server.sent).hasSize(2);
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void aServerThatDiesOverABatchGetsWhatItHasNotTakenLater() {
        known();
        server.breaksAtMail = 3;
        server.isAwayOnceBroken = true;

        deliveries.addAll(welcomes(5), Channel.EMAIL);
        own.sendBatch(20);

        assertThat(states())
                .containsExactly(
                        DeliveryState.SENT,
                        DeliveryState.SENT,
                        DeliveryState.PENDING,
                        DeliveryState.PENDING,
                        DeliveryState.PENDING);
        assertThat(problems())
                .containsExactly(
                        null,
                        null,
                        DeliveryProblem.REFUSED,
                        DeliveryProblem.SERVER_UNREACHABLE,
                        DeliveryProblem.SERVER_UNREACHABLE);
        assertThat(server.connections).hasValue(1);

        server.isAway = false;
        clock.advance(Duration.ofSeconds(2));
        own.processor.look();
        assertThat(own.sendBatch(20)).isEqualTo(3);

        assertThat(states()).hasSize(5).containsOnly(DeliveryState.SENT);
        assertThat(server.sent.stream().map(DeliveryProcessorTest::messageId))
                .hasSize(5)
                .doesNotHaveDuplicates();
    }

    @Test
    void afterABreakTheRestGoesOverANewConnection() {
        known();
        server.breaksAtMail = 2;

        deliveries.addAll(welcomes(4), Channel.EMAIL);
        own.sendBatch(20);

        assertThat(states())
                .containsExactly(DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.SENT);
        assertThat(server.connections).hasValue(2);
    }

    @Test
    void whatASlowServerLeavesNoTimeForIsNotBegun() {
        known();
        server.timeForOne = Duration.ofSeconds(41);

        deliveries.addAll(welcomes(3), Channel.EMAIL);
        own.sendBatch(20);

        assertThat(problems()).containsExactly(null, DeliveryProblem.OUT_OF_TIME, DeliveryProblem.OUT_OF_TIME);
        server.timeForOne = Duration.ZERO;
        assertThat(own.sendBatch(20)).isEqualTo(2);
        assertThat(server.sent).hasSize(3);
        assertThat(deliveries.list(DeliveryState.SENT, page()).items())
                .hasSize(3)
                .allMatch(delivery -> delivery.attempts() == 1);
    }

    @Test
    void whatHasWaitedLongIsClaimedAnewAndCountsOneTry() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        clock.advance(Duration.ofSeconds(41));
        COMMANDS.clear();

        own.sendBatch(20);

        assertThat(COMMANDS).containsExactly("update", "find", "find", "update");
        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().attempts()).isEqualTo(1);
    }

    @Test
    void aDeliveryThatIsInOneBatchTwiceIsSentOnce() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        clock.advance(LEASE);
        other.deliveries.due(1).forEach(other.queue::offer);
        other.deliveries.due(1).forEach(other.queue::offer);

        assertThat(other.sendBatch(20)).isEqualTo(1);

        assertThat(server.sent).hasSize(1);
    }

    @Test
    void whatFindsNoRoomIsDueForAnybodyAtOnce() {
        known();
        deliveries.addAll(welcomes(2_000), Channel.EMAIL);
        assertThat(sendOne(other)).isFalse();

        deliveries.add(welcome(), Channel.EMAIL);

        assertThat(sendOne(other)).isTrue();
        assertThat(sendOne(other)).isFalse();
    }

    @Test
    void anInstanceThatEndsLeavesWhatItHasNotTriedToTheOthers() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);

        own.processor.release(own.queue.clear());

        assertThat(only().attempts()).isZero();
        assertThat(sendOne(other)).isTrue();
        assertThat(only().attempts()).isEqualTo(1);
        assertThat(own.sendBatch(20)).isEqualTo(-1);
    }

    @Test
    void anEarlyRetryWaitsForNoLook() {
        known();
        var seldom = new Instance(properties(3, Duration.ofSeconds(10)));
        seldom.deliveries.add(welcome(), Channel.EMAIL);
        server.refusesToConnect(new MessagingException("refused"));
        seldom.sendBatch(20);

        clock.advance(Duration.ofMillis(1999));
        assertThat(seldom.sendBatch(20)).isEqualTo(-1);
        clock.advance(Duration.ofMillis(1));
        assertThat(seldom.sendBatch(20)).isEqualTo(1);

        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().attempts()).isEqualTo(2);
    }

    @Test
    void aRealServerGetsABatchOverOneConnection() {
        var gate = new SmtpGate();
        gate.open();
        var settings = new JavaMailSenderImpl();
        settings.setHost("127.0.0.1");
        settings.setPort(gate.port());
        var real = new Instance(properties(3), new SmtpTransport(settings));
        var address = Events.emailOf(user);
        customers.keep(new Customer(user, address, "Ada"), 1);

        real.deliveries.addAll(welcomes(3), Channel.EMAIL);
        real.sendBatch(20);
        gate.shut();

        assertThat(states()).hasSize(3).containsOnly(DeliveryState.SENT);
        assertThat(gate.connections()).isEqualTo(1);
        assertThat(MailProbe.messagesTo(address)).hasSize(3).allSatisfy(mail -> {
            assertThat(mail.get("text").asString()).contains("Hello Ada,");
            assertThat(mail.get("html").asString()).contains("Hello Ada,");
        });
    }

    @Test
    void aMailIsItsTextInTwoForms() throws MessagingException, IOException {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        sendOne();

        var mail = server.sent.getFirst();
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        var forms = (MimeMultipart) mail.getContent();
        assertThat(forms.getCount()).isEqualTo(2);
        assertThat(forms.getBodyPart(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(forms.getBodyPart(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
        assertThat(mail.getSentDate()).isEqualTo(START);
    }

    @Test
    void forgetsWhatEndedLongAgoAndNothingElse() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        sendOne();
        clock.advance(Duration.ofDays(29));
        deliveries.add(welcome(), Channel.EMAIL);
        sendOne();
        deliveries.add(Notice.ofAccount(Events.newId(), Events.newId(), NoticeKind.WELCOME, START), Channel.EMAIL);
        clock.advance(Duration.ofDays(2));

        assertThat(deliveries.deleteFinished(clock.instant().minus(Duration.ofDays(30)), 100))
                .isEqualTo(1);

        assertThat(deliveries.list(DeliveryState.SENT, page()).totalItems()).isEqualTo(1);
        assertThat(deliveries.list(DeliveryState.PENDING, page()).totalItems()).isEqualTo(1);
    }

    private boolean sendOne() {
        return sendOne(own);
    }

    /** Looks, and takes tickets as a worker does until one is good; whether there was one. */
    private static boolean sendOne(Instance by) {
        by.processor.look();
        var sent = by.sendBatch(1);
        while (sent == 0) {
            sent = by.sendBatch(1);
        }
        return sent == 1;
    }

    private void known() {
        customers.keep(new Customer(user, "ada@example.org", "Ada"), 1);
    }

    private Notice welcome() {
        return Notice.ofAccount(Events.newId(), user, NoticeKind.WELCOME, START);
    }

    private List<Notice> welcomes(int count) {
        return Stream.generate(this::welcome).limit(count).toList();
    }

    /** Oldest event first. */
    private List<DeliveryState> states() {
        return inOrder().map(Delivery::state).toList();
    }

    private List<@Nullable DeliveryProblem> problems() {
        var problems = new ArrayList<@Nullable DeliveryProblem>();
        inOrder().map(Delivery::problem).forEach(problems::add);
        return problems;
    }

    private Stream<Delivery> inOrder() {
        return deliveries.list(null, page()).items().stream().sorted(Comparator.comparing(Delivery::id));
    }

    private Delivery only() {
        var all = deliveries.list(null, page()).items();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private void assertNotDueWithin(Duration wait) {
        clock.advance(wait.minusMillis(1));
        assertThat(sendOne()).as("due within %s", wait).isFalse();
        clock.advance(Duration.ofMillis(1));
    }

    private static PageQuery page() {
        return new PageQuery(0, 100, List.of());
    }

    private static SendFailedException nobodyHas(String address) throws MessagingException {
        var nobody = new Address[] {new InternetAddress(address)};
        return new SendFailedException("550", null, new Address[0], new Address[0], nobody);
    }

    private static String messageId(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class MovableClock extends Clock {
        private volatile Instant now = START;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("withZone(" + zone + ")");
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** One instance of the service: the store and the mail server are shared with others, the queue is its own. */
    private final class Instance {

        final DueQueue queue = new DueQueue(clock);
        final Deliveries deliveries;
        final DeliveryProcessor processor;

        Instance(NotificationProperties properties) {
            this(properties, server);
        }

        Instance(NotificationProperties properties, MailTransport mailServer) {
            this.deliveries = new Deliveries(mongo, queue, properties, clock);
            var templates = new MailTemplates(WordingTest.wording(), properties);
            this.processor = new DeliveryProcessor(
                    deliveries,
                    queue,
                    customers,
                    preferences,
                    List.of(new Mailer(
                            mailServer, templates, properties, clock, new DeliverySpans(Tracer.NOOP, Propagator.NOOP))),
                    properties,
                    new SimpleMeterRegistry(),
                    clock);
        }

        /** Takes a batch as a worker does and returns how many of it were brought on; -1 if there was none to take. */
        int sendBatch(int atMost) {
            try {
                var tickets = queue.take(atMost, Duration.ZERO);
                return tickets.isEmpty() ? -1 : processor.send(tickets);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }
    }

    /** Takes mails unless it is set to fail. */
    private final class ScriptedServer implements MailTransport {

        final List<MimeMessage> sent = new CopyOnWriteArrayList<>();
        final AtomicInteger connections = new AtomicInteger();
        volatile boolean isAway;
        volatile boolean isAwayOnceBroken;
        /** Counted over all connections; none while it is zero. */
        volatile int breaksAtMail;

        volatile Duration timeForOne = Duration.ZERO;
        private final Deque<MessagingException> noConnections = new ConcurrentLinkedDeque<>();
        private final Map<String, MessagingException> refused = new ConcurrentHashMap<>();
        private final AtomicInteger mails = new AtomicInteger();
        private final Session mailSession = Session.getInstance(new Properties());

        void refusesToConnect(MessagingException... next) {
            noConnections.addAll(List.of(next));
        }

        void refuses(String address, MessagingException why) {
            refused.put(address, why);
        }

        @Override
        public MimeMessage newMessage() {
            return new MimeMessage(mailSession);
        }

        @Override
        public Transport connect() throws MessagingException {
            var failure = isAway ? new MessagingException("away") : noConnections.poll();
            if (failure != null) {
                throw failure;
            }
            connections.incrementAndGet();
            return new ScriptedConnection();
        }

        private final class ScriptedConnection extends Transport {

            private volatile boolean broken;

            ScriptedConnection() {
                super(mailSession, null);
            }

            @Override
            public synchronized boolean isConnected() {
                return !broken;
            }

            @Override
            public void sendMessage(Message message, Address[] addresses) throws MessagingException {
                clock.advance(timeForOne);
                if (mails.incrementAndGet() == breaksAtMail) {
                    broken = true;
                    isAway = isAwayOnceBroken;
                    throw new MessagingException("Exception reading response", new IOException("reset"));
                }
                var failure = refused.get(addresses[0].toString());
                if (failure != null) {
                    throw failure;
                }
                sent.add((MimeMessage) message);
            }

            @Override
            public synchronized void close() throws MessagingException {
                throw new MessagingException("hangs up without a word");
            }
        }
    }
}
