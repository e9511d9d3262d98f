package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What whoever runs the shop sees and does: dead letters, outboxes, consumers, figures, and whether the books agree. */
@Alone
class OperationsJourney {

    private static final String LETTERS = "/api/admin/dead-letters";

    private final Shopper admin = Shopper.admin();

    @Test
    void aRecordThatNobodyCanHandleIsFoundSentBackAndLetGo() throws Exception {
        var key = UUID.randomUUID().toString();
        try (var producer = Broker.producer()) {
            producer.send(new ProducerRecord<>("user_registered", key, withoutEmail(key)))
                    .get();
        }
        var letter = awaitOpen(key, 1).getFirst();
        var id = letter.get("id").stringValue();
        assertThat(letter.get("topic").stringValue()).isEqualTo("user_registered");
        assertThat(letter.get("consumerGroup").stringValue()).startsWith("notification-service");
        assertThat(admin.client().get(LETTERS + "/" + id).expect(200).body()).contains("no address");

        admin.client().post(LETTERS + "/" + id + "/replay", "").expect(202);
        var again = awaitOpen(key, 1).getFirst().get("id").stringValue();

        assertThat(again).as("it fails again, and that is another one").isNotEqualTo(id);
        admin.client().delete(LETTERS + "/" + id).expectProblem(409, "dead_letter_closed");
        admin.client().delete(LETTERS + "/" + again).expect(204);
        admin.client().post(LETTERS + "/" + again + "/replay", "").expectProblem(409, "dead_letter_closed");
        var seen = admin.client().get(LETTERS + "/" + again).expect(200);
        assertThat(seen.text("deadLetter.state")).isEqualTo("DISCARDED");
        assertThat(seen.body()).as("its content is gone").doesNotContain("no address");
        assertThat(seen.json().at("/deadLetter/actions")).isNotEmpty();
        admin.client().get(LETTERS + "/" + UUID.randomUUID()).expectProblem(404, "dead_letter_not_found");
    }

    @Test
    void outboxesAndConsumersAreSeenToBeUpToDate() {
        Patience.await("the outboxes of all services to be empty").untilAsserted(() -> {
            var outboxes = admin.client().get("/api/admin/outbox").expect(200).json();
            assertThat(outboxes.get("unavailable")).isEmpty();
            assertThat(outboxes.get("items")
                            .valueStream()
                            .map(one -> one.get("service").stringValue()))
                    .contains(
                            "user-service", "product-service", "inventory-service", "order-service", "payment-service");
            assertThat(outboxes.get("items")
                            .valueStream()
                            .mapToLong(one -> one.get("pending").longValue()))
                    .containsOnly(0L);
        });
        Patience.await("the consumers to be up to date").untilAsserted(() -> {
            var groups = admin.client()
                    .get("/api/admin/consumers")
                    .expect(200)
                    .json()
                    .get("items");
            assertThat(groups.valueStream().map(one -> one.get("group").stringValue()))
                    .contains("payment-service.order_placed", "order-service.payment_status");
            assertThat(groups.valueStream()
                            .filter(one -> one.get("members").longValue() > 0)
                            .mapToLong(one -> one.get("lag").longValue()))
                    .containsOnly(0L);
        });
    }

    @Test
    void theSummaryCountsWhatIsSold() {
        var product = admin.createProduct("Counted", 1250, 2);
        var ada = Shopper.fresh();
        var today = Instant.now().atOffset(ZoneOffset.UTC).toLocalDate();
        var before = soldOn(today.toString());

        var order = ada.order(product, 2).expect(201).text("id");
        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");

        assertThat(soldOn(today.toString()) - before).isGreaterThanOrEqualTo(2500);
        // The list is bounded, and in a fleet with a past others may be sold out too.
        Patience.await("what is sold out to be on the list of low stock")
                .until(
                        () -> admin.client()
                                .get("/api/admin/summary")
                                .expect(200)
                                .json()
                                .get("lowStock")
                                .valueStream()
                                .toList(),
                        low -> low.size() >= 50
                                || low.stream()
                                        .anyMatch(one -> one.get("productId")
                                                .stringValue()
                                                .equals(product)));
        admin.client().get("/api/admin/summary?from=yesterday").expect(400);
    }

    @Test
    void theBooksAgree() {
        var ada = Shopper.fresh();
        var order =
                ada.order(admin.createProduct("Booked", 1250, 2), 1).expect(201).text("id");
        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");

        var asked = Instant.now();
        admin.client().post("/api/admin/reconciliation/runs", "").expect(202);

        var report = Patience.await("a comparison that began after the payment")
                .until(
                        () -> admin.client().get("/api/admin/reconciliation").expect(200),
                        seen -> !seen.text("run.startedAt").isEmpty()
                                && !Instant.parse(seen.text("run.startedAt")).isBefore(asked));
        assertThat(report.json().at("/run/unavailable")).isEmpty();
        assertThat(report.number("run.compared.orders")).isPositive();
        assertThat(report.json().at("/drifts/items").toString()).doesNotContain(order);
        admin.client()
                .post("/api/admin/reconciliation/drifts/" + UUID.randomUUID() + "/repair", "")
                .expectProblem(404, "drift_not_found");
    }

    private long soldOn(String day) {
        return admin.client()
                .get("/api/admin/summary?from=" + day + "&to=" + day)
                .expect(200)
                .json()
                .get("salesByDay")
                .valueStream()
                .filter(one -> one.get("currency").stringValue().equals("EUR"))
                .mapToLong(one -> one.get("grossMinor").longValue())
                .sum();
    }

    @Test
    void noneOfThisIsForCustomers() {
        var ada = Shopper.fresh().client();
        for (var path : List.of(
                LETTERS,
                "/api/admin/outbox",
                "/api/admin/outbox/parked",
                "/api/admin/consumers",
                "/api/admin/summary",
                "/api/admin/reconciliation")) {
            ada.get(path).expectProblem(403, "forbidden");
            Client.ofGateway().get(path).expectProblem(401, "unauthorized");
        }
        ada.post(LETTERS + "/" + UUID.randomUUID() + "/replay", "").expectProblem(403, "forbidden");
    }

    private List<JsonNode> awaitOpen(String key, int number) {
        return Patience.await("open dead letters of " + key)
                .until(
                        () -> admin.client()
                                .get(LETTERS + "?state=OPEN&topic=user_registered&size=100")
                                .expect(200)
                                .json()
                                .get("items")
                                .valueStream()
                                .filter(one -> one.path("key").asString("").equals(key))
                                .toList(),
                        found -> found.size() == number);
    }

    private static byte[] withoutEmail(String user) {
        return """
                {"specversion": "1.0", "id": "%s", "type": "user.registered.v1", "source": "/user-service", "time": "%s",
                 "subject": "%s", "dataschema": "urn:shopfleet:user.registered.v1", "datacontenttype": "application/json",
                 "aggregateversion": 1, "data": {"userId": "%s", "name": "no address", "registeredAt": "%s"}}""".formatted(UUID.randomUUID(), Instant.now(), user, user, Instant.now())
                .getBytes(StandardCharsets.UTF_8);
    }
}
