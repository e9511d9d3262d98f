package shop.proof.prove.check;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Shopper;
import shop.proof.prove.check.Stores.Store;
import shop.proof.prove.history.ClientLog;
import shop.proof.provider.RazorpaySandbox;
import tools.jackson.databind.JsonNode;

/**
 * Everything that can be known about a shop at rest: its databases, its topics, its interface for administrators, the provider's books,
 * the mails, and what its clients were answered. Reads are kept for one round of checks; {@link #fresh()} forgets them.
 */
public final class Evidence implements AutoCloseable {

    static final List<String> TOPICS = List.of(
            "order_placed",
            "order_status",
            "payment_status",
            "product_updated",
            "stock_changed",
            "user_registered",
            "user_status");

    /** As payment-service names them. */
    static final String STRIPE = "STRIPE";

    static final String RAZORPAY = "RAZORPAY";

    private static final int PAGE = 100;

    private final Fleet fleet;
    private final ClientLog log;
    private final Set<PoisonedRecord> poisoned;
    private final Supplier<List<MailCollector.Mail>> mails;
    private final Stores stores;
    private final Map<String, List<PublishedRecord>> topics = new HashMap<>();
    private final AdminLogin login;
    private @Nullable ProviderBooks books;
    private @Nullable JsonNode together;

    /**
     * @param poisoned the records that were made unreadable on purpose
     * @param mails what was collected since the fleet has started
     */
    public Evidence(Fleet fleet, ClientLog log, Set<PoisonedRecord> poisoned, MailCollector mails) {
        this(fleet, log, poisoned, mails::mails, new Stores(fleet), new AdminLogin());
    }

    private Evidence(
            Fleet fleet,
            ClientLog log,
            Set<PoisonedRecord> poisoned,
            Supplier<List<MailCollector.Mail>> mails,
            Stores stores,
            AdminLogin login) {
        this.login = login;
        this.fleet = fleet;
        this.log = log;
        this.poisoned = Set.copyOf(poisoned);
        this.mails = mails;
        this.stores = stores;
    }

    /** The same shop as it is now. */
    public Evidence fresh() {
        return with(log);
    }

    /** The same shop as it is now, as if its clients had been answered something else. */
    public Evidence with(ClientLog other) {
        return new Evidence(fleet, other, poisoned, mails, stores, login);
    }

    /** The same shop as it is now, as if other records had been poisoned. */
    public Evidence withPoisoned(Set<PoisonedRecord> others) {
        return new Evidence(fleet, log, others, mails, stores, login);
    }

    /** The same shop as it is now, as if other mails had come. */
    public Evidence withMails(UnaryOperator<List<MailCollector.Mail>> change) {
        return new Evidence(fleet, log, poisoned, () -> change.apply(mails.get()), stores, login);
    }

    public ClientLog log() {
        return log;
    }

    public Stores stores() {
        return stores;
    }

    public Set<PoisonedRecord> poisoned() {
        return poisoned;
    }

    public List<MailCollector.Mail> mails() {
        return mails.get();
    }

    URI gateway() {
        return fleet.gateway();
    }

    TopicReader reader() {
        return new TopicReader("127.0.0.1:" + fleet.port("kafka"));
    }

    List<Row> rows(Store store, String sql, Object... parameters) throws SQLException {
        return stores.rows(store, sql, parameters);
    }

    long count(Store store, String sql, Object... parameters) throws SQLException {
        return stores.count(store, sql, parameters);
    }

    /** The readable events of a topic, without those that were poisoned; oldest first in each partition. */
    List<PublishedRecord> events(String topic) {
        return topics.computeIfAbsent(topic, name -> reader().read(name)).stream()
                .filter(PublishedRecord::isReadable)
                .filter(event -> !poisoned.contains(event.position()))
                .toList();
    }

    /** Whether a consumer has put this record aside. */
    public boolean isDeadLetter(PoisonedRecord record) {
        return reader().deadLetters(record.topic()).contains(record);
    }

    /** Asks as an administrator, again while the shop says that it is busy. */
    Answer get(String path) {
        return Shopper.untilNotBusy(() -> admin().get(path)).expect(200);
    }

    Client admin() {
        return login.client();
    }

    /** All items of a list, page by page. */
    List<JsonNode> items(String path) {
        var found = new ArrayList<JsonNode>();
        for (var page = 0; ; page++) {
            var answer = get(path + (path.contains("?") ? "&" : "?") + "page=" + page + "&size=" + PAGE)
                    .json();
            answer.path("items").forEach(found::add);
            if (page + 1 >= answer.path("totalPages").asInt()) {
                return found;
            }
        }
    }

    /** The books of all providers in one: {@code currencies}, {@code orders}, {@code webhooks}. */
    JsonNode provider() {
        var known = together;
        if (known == null) {
            known = books().together();
            together = known;
        }
        return known;
    }

    /** The books of each provider. */
    ProviderBooks books() {
        var known = books;
        if (known == null) {
            known = new ProviderBooks(Map.of(
                    STRIPE,
                    Client.of(fleet.stripe())
                            .get("/sandbox/summary")
                            .expect(200)
                            .json(),
                    RAZORPAY,
                    RazorpaySandbox.summary()));
            books = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        try {
            stores.close();
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
    }

    /** One login for all rounds, and another one when it has run out. */
    private static final class AdminLogin {

        private static final int UNAUTHORIZED = 401;
        private @Nullable Shopper admin;

        Client client() {
            var known = admin;
            if (known == null || known.client().get("/api/users/me").status() == UNAUTHORIZED) {
                known = Shopper.admin();
                admin = known;
            }
            return known.client();
        }
    }
}
