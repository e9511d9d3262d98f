package shop.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import shop.notification.config.NotificationProperties;
import shop.notification.customer.Customer;
import shop.notification.customer.Customers;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.notice.WordingTest;
import shop.notification.preference.PreferenceBook;
import shop.notification.preference.Preferences;
import shop.notification.support.Events;
import shop.test.Infrastructure;
import shop.web.paging.PageQuery;
import shop.web.version.IfMatch;

/** What becomes of one delivery, with a mail server that fails as told and a clock that the test moves. */
class DeliveryRoundTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final MongoClient CLIENT = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(Infrastructure.shared().mongodbUri()))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .build());

    private final MovableClock clock = new MovableClock();
    private final ScriptedServer server = new ScriptedServer();
    private final UUID user = Events.newId();
    private final MongoTemplate mongo =
            new MongoTemplate(new SimpleMongoClientDatabaseFactory(CLIENT, "deliveries-" + user));
    private final DueQueue queue = new DueQueue();
    private final Deliveries deliveries = new Deliveries(mongo, queue, clock);
    private final Customers customers = new Customers(mongo);
    private final PreferenceBook preferences = new PreferenceBook(mongo);
    private final DeliveryRound round = round(3);

    private static NotificationProperties.Deliveries settings(int maxAttempts) {
        return new NotificationProperties.Deliveries(
                1,
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                maxAttempts,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofDays(30));
    }

    static NotificationProperties properties(int maxAttempts) {
        return new NotificationProperties(
                "shop@example.org",
                URI.create("https://shop.example"),
                Locale.ENGLISH,
                new NotificationProperties.Twilio("", "", "", "https://api.twilio.com"),
                settings(maxAttempts),
                new NotificationProperties.Operations(Duration.ofDays(30), List.of("order-service")));
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
        server.fails(unreachable(), unreachable());

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
        deliveries.add(welcome(), Channel.EMAIL);
        var patient = round(100);
        server.failsAlways(unreachable());

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
        server.failsAlways(new MailAuthenticationException("no"));

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
        var nobody = new InternetAddress("ada@example.org");
        server.fails(new MailSendException(Map.of(
                new Object(),
                new SendFailedException("550", null, new Address[0], new Address[0], new Address[] {nobody}))));

        sendOne();

        assertThat(only().state()).isEqualTo(DeliveryState.FAILED);
        assertThat(only().problem()).isEqualTo(DeliveryProblem.ADDRESS_REFUSED);
    }

    @Test
    void triesAgainWhenTheServerRefusesForNow() throws MessagingException {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        var later = new InternetAddress("ada@example.org");
        server.fails(new MailSendException(Map.of(
                new Object(),
                new SendFailedException("450", null, new Address[0], new Address[] {later}, new Address[0]))));

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
        for (var count = 0; count < 20; count++) {
            deliveries.add(welcome(), Channel.EMAIL);
        }
        var other = round(3);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CountDownLatch(1);
            for (var instance : List.of(round, other, round, other)) {
                threads.execute(() -> {
                    awaited(start);
                    while (sendOne(instance)) {
                        // until nothing is due
                    }
                });
            }
            start.countDown();
        }

        assertThat(server.sent).hasSize(20);
        assertThat(deliveries.list(DeliveryState.SENT, page()).totalItems()).isEqualTo(20);
    }

    @Test
    void whatSomebodyDiedOverIsSentAfterItsLease() {
        known();
        deliveries.add(welcome(), Channel.EMAIL);
        var dead = deliveries
                .claim(deliveries.due(1).getFirst(), Duration.ofMinutes(2))
                .orElseThrow();

        assertThat(sendOne()).isFalse();
        clock.advance(Duration.ofMinutes(2));
        assertThat(sendOne()).isTrue();
        // The first one was only slow: what it says now must not count any more.
        deliveries.postpone(dead, DeliveryProblem.REFUSED, clock.instant());

        assertThat(only().state()).isEqualTo(DeliveryState.SENT);
        assertThat(only().problem()).isNull();
        assertThat(sendOne()).isFalse();
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

        round.deleteOld();

        assertThat(deliveries.list(DeliveryState.SENT, page()).totalItems()).isEqualTo(1);
        assertThat(deliveries.list(DeliveryState.PENDING, page()).totalItems()).isEqualTo(1);
    }

    private boolean sendOne() {
        return sendOne(round);
    }

    /** Takes tickets as a worker does until one is good; whether there was one. */
    private boolean sendOne(DeliveryRound by) {
        by.look();
        try {
            for (var ticket = queue.take(Duration.ZERO); ticket.isPresent(); ticket = queue.take(Duration.ZERO)) {
                if (by.send(ticket.get())) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void known() {
        customers.keep(new Customer(user, "ada@example.org", "Ada"), 1);
    }

    private Notice welcome() {
        return Notice.ofAccount(Events.newId(), user, NoticeKind.WELCOME, START);
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

    private DeliveryRound round(int maxAttempts) {
        var properties = properties(maxAttempts);
        var mailer = new Mailer(server, new MailTemplates(WordingTest.wording(), properties), properties);
        return new DeliveryRound(
                deliveries,
                queue,
                customers,
                preferences,
                List.of(mailer),
                properties,
                new SimpleMeterRegistry(),
                clock);
    }

    private static PageQuery page() {
        return new PageQuery(0, 100, List.of());
    }

    private static MailException unreachable() {
        var cause = new MessagingException("connection refused");
        return new MailSendException("Mail server connection failed", cause, Map.of(new Object(), cause));
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

    /** Takes mails unless it is told to fail. */
    private static final class ScriptedServer implements JavaMailSender {

        final List<MimeMessage> sent = new CopyOnWriteArrayList<>();
        private final Deque<MailException> failures = new ConcurrentLinkedDeque<>();
        private volatile @Nullable MailException always;

        void fails(MailException... next) {
            failures.addAll(List.of(next));
        }

        void failsAlways(MailException failure) {
            always = failure;
        }

        @Override
        public MimeMessage createMimeMessage() {
            return new MimeMessage(Session.getInstance(new Properties()));
        }

        @Override
        public MimeMessage createMimeMessage(InputStream content) {
            throw new UnsupportedOperationException("createMimeMessage(InputStream)");
        }

        @Override
        public void send(MimeMessage... messages) {
            var failure = always == null ? failures.poll() : always;
            if (failure != null) {
                throw failure;
            }
            sent.addAll(List.of(messages));
        }

        @Override
        public void send(SimpleMailMessage... messages) {
            throw new UnsupportedOperationException("send(SimpleMailMessage)");
        }
    }
}
