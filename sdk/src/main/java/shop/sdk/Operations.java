package shop.sdk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import tools.jackson.databind.JsonNode;

/** What the staff of the shop looks after: stock, files of products, dead letters, events that wait, books that disagree. */
public final class Operations {

    private static final String ADMIN = "/api/admin";
    private static final String INVENTORY = "/api/inventory";
    private static final String IMPORTS = "/api/products/import";
    private static final String BOUNDARY = "shop-sdk-4f0c2d7e91b85a36";

    private final ShopClient client;

    public Operations(ShopClient client) {
        this.client = client;
    }

    // Stock

    /**
     * The stock of all products.
     *
     * @param low whether only what is running out
     * @param sort a field and a direction: {@code available,asc}
     */
    public PageOf<Inventory.Stock> stock(boolean low, @Nullable String sort, int page, int size) {
        return client.page(
                Call.get(INVENTORY)
                        .query("lowStock", low ? true : null)
                        .query("sort", sort)
                        .query("page", page)
                        .query("size", size),
                Inventory.Stock.class);
    }

    // Imports and pictures

    /**
     * A file of products on its way in.
     *
     * @param errors the first of them; null in lists
     */
    public record Import(
            UUID id,
            String state,
            String format,
            long lines,
            long accepted,
            long created,
            long updated,
            long unchanged,
            long rejected,
            long bytesRead,
            long bytesTotal,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable List<LineError> errors,
            long errorsTotal,
            @Nullable Failure failure) {}

    /** Why a file as a whole was given up. */
    public record Failure(String code, String message) {}

    public record LineError(long line, @Nullable String sku, String field, String code, String message) {}

    /** Begins an import of a file: {@code text/csv} or {@code application/x-ndjson}. */
    public Import startImport(byte[] file, String contentType) {
        return client.read(Call.post(IMPORTS).bytes(file, contentType), Import.class);
    }

    public PageOf<Import> imports(int page, int size) {
        return client.page(Call.get(IMPORTS).query("page", page).query("size", size), Import.class);
    }

    public Import oneImport(UUID id) {
        return client.read(Call.get(IMPORTS + "/" + id), Import.class);
    }

    public void cancelImport(UUID id) {
        client.send(Call.delete(IMPORTS + "/" + id));
    }

    public void addImage(UUID product, byte[] picture, String fileName, String contentType) {
        var head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + harmless(fileName) + "\"\r\nContent-Type: " + harmless(contentType) + "\r\n\r\n";
        var body = new ByteArrayOutputStream();
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(picture);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        client.send(Call.post("/api/products/" + product + "/images")
                .bytes(body.toByteArray(), "multipart/form-data; boundary=" + BOUNDARY));
    }

    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}\"\\\\]", "_");
    }

    // Dead letters

    public record DeadLetter(
            UUID id,
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String consumerGroup,
            @Nullable String exception,
            Instant failedAt,
            int size,
            String state,
            List<Action> actions) {

        public DeadLetter {
            actions = Objects.requireNonNullElse(actions, List.of());
        }
    }

    public record Action(String action, UUID by, Instant at) {}

    public record DeadLetterContent(
            DeadLetter deadLetter,
            @Nullable String cause,
            List<Header> headers,
            @Nullable Payload payload) {

        public DeadLetterContent {
            headers = Objects.requireNonNullElse(headers, List.of());
        }
    }

    public record Header(String name, String value) {}

    public record Payload(String encoding, String content, boolean truncated) {}

    public PageOf<DeadLetter> deadLetters(@Nullable String state, @Nullable String topic, int page, int size) {
        return client.page(
                Call.get(ADMIN + "/dead-letters")
                        .query("state", state)
                        .query("topic", topic)
                        .query("page", page)
                        .query("size", size),
                DeadLetter.class);
    }

    public DeadLetterContent deadLetter(UUID id) {
        return client.read(Call.get(ADMIN + "/dead-letters/" + id), DeadLetterContent.class);
    }

    public void replayDeadLetter(UUID id) {
        client.send(Call.post(ADMIN + "/dead-letters/" + id + "/replay"));
    }

    public void discardDeadLetter(UUID id) {
        client.send(Call.delete(ADMIN + "/dead-letters/" + id));
    }

    // Events

    public record Outbox(
            String service,
            String instance,
            long pending,
            @Nullable Instant oldestAt,
            long parked) {}

    public record Outboxes(List<Outbox> items, @Nullable List<String> unavailable) {

        public Outboxes {
            unavailable = Objects.requireNonNullElse(unavailable, List.of());
        }
    }

    public record ParkedEvent(
            String service, UUID id, String topic, UUID key, String error, Instant parkedAt, long size) {}

    public record ParkedEvents(
            List<ParkedEvent> items, @Nullable List<String> unavailable) {

        public ParkedEvents {
            unavailable = Objects.requireNonNullElse(unavailable, List.of());
        }
    }

    public record ConsumerGroup(String group, String state, int members, long lag, List<TopicLag> topics) {}

    public record TopicLag(String topic, int partitions, long lag) {}

    private record ConsumerGroups(List<ConsumerGroup> items) {}

    public Outboxes outboxes() {
        return client.read(Call.get(ADMIN + "/outbox"), Outboxes.class);
    }

    public ParkedEvents parkedEvents() {
        return client.read(Call.get(ADMIN + "/outbox/parked"), ParkedEvents.class);
    }

    public void releaseParkedEvent(String service, UUID id) {
        client.send(Call.post(parked(service, id) + "/release"));
    }

    public void discardParkedEvent(String service, UUID id) {
        client.send(Call.delete(parked(service, id)));
    }

    private static String parked(String service, UUID id) {
        return ADMIN + "/outbox/parked/" + Call.segment(service) + "/" + id;
    }

    public List<ConsumerGroup> consumers() {
        return client.read(Call.get(ADMIN + "/consumers"), ConsumerGroups.class).items();
    }

    // Books that disagree

    /** The drifts, and the comparison that found them; null before the first. */
    public record Reconciliation(
            @Nullable Run run, @Nullable Instant nextAt, PageOf<Drift> drifts) {}

    public record Run(
            long number,
            Instant startedAt,
            Instant endedAt,
            @Nullable Instant from,
            boolean partial,
            @Nullable List<String> unavailable) {}

    public record Drift(
            UUID id,
            String kind,
            String state,
            @Nullable UUID orderId,
            @Nullable UUID paymentId,
            @Nullable Money expected,
            @Nullable Money found,
            String detail,
            Instant since,
            Instant lastSeen,
            Repair repair) {}

    /** How a drift is mended; its kind is NONE if only a person can. */
    public record Repair(String kind, boolean automatic, int tries, boolean done) {}

    public Reconciliation reconciliation(int page, int size) {
        return client.read(
                Call.get(ADMIN + "/reconciliation").query("page", page).query("size", size), Reconciliation.class);
    }

    public void reconcile() {
        client.send(Call.post(ADMIN + "/reconciliation/runs"));
    }

    public void repairDrift(UUID id) {
        client.send(Call.post(ADMIN + "/reconciliation/drifts/" + id + "/repair"));
    }

    public void acknowledgeDrift(UUID id, String reason) {
        client.send(Call.post(ADMIN + "/reconciliation/drifts/" + id + "/acknowledge")
                .json(Map.of("reason", reason)));
    }

    // Disputes

    /** A dispute that the bank has not decided, and what it is about. */
    public record OpenDispute(UUID orderId, UUID paymentId, Payments.Dispute dispute) {

        /** Whether the bank waits for an answer; otherwise the shop waits for the bank. */
        public boolean waitsForTheShop() {
            return dispute.state().equals("NEEDS_RESPONSE") || dispute.state().equals("INQUIRY");
        }
    }

    /** The one whose evidence is due first comes first. */
    public PageOf<OpenDispute> openDisputes(int page, int size) {
        return client.page(Call.get(ADMIN + "/disputes").query("page", page).query("size", size), OpenDispute.class);
    }

    // Who did what

    /**
     * One act of an administrator.
     *
     * @param outcome {@code DONE}, or {@code UNKNOWN} if the service died while it acted
     */
    public record AuditEntry(
            UUID id,
            Instant at,
            String service,
            UUID actor,
            String action,
            String objectType,
            String objectId,
            @Nullable Map<String, String> details,
            String outcome) {

        public AuditEntry {
            details = Objects.requireNonNullElse(details, Map.of());
        }
    }

    /**
     * A part of the list, newest first.
     *
     * @param next what {@code before} takes to go on; null at the end
     */
    public record AuditPage(
            List<AuditEntry> items,
            @Nullable List<String> unavailable,
            @Nullable UUID next) {

        public AuditPage {
            unavailable = Objects.requireNonNullElse(unavailable, List.of());
        }
    }

    /** What administrators did; {@code object} is an id, or a type, a colon and an id. */
    public AuditPage audit(@Nullable UUID actor, @Nullable String object, @Nullable UUID before, int size) {
        return client.read(
                Call.get(ADMIN + "/audit")
                        .query("actor", actor)
                        .query("object", object)
                        .query("before", before)
                        .query("size", size),
                AuditPage.class);
    }

    // Orders on hold

    public record RiskReview(
            UUID orderId,
            String number,
            UUID userId,
            String resumes,
            Money total,
            Instant heldSince,
            @Nullable Instant decideUntil,
            @Nullable JsonNode risk) {}

    public PageOf<RiskReview> riskReviews(@Nullable String cursor, int size) {
        return client.page(
                Call.get(ADMIN + "/risk-reviews").query("cursor", cursor).query("size", size), RiskReview.class);
    }

    /** Decides about an order on hold: {@code approve} or {@code reject}. */
    public void decide(UUID order, String decision, String reason) {
        client.send(Call.post(ADMIN + "/risk-reviews/" + order + "/decision")
                .json(Map.of("decision", decision, "reason", reason)));
    }
}
