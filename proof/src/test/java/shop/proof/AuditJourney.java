package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What administrators do is found afterwards, whichever service did it, and also while one of them is down. */
@Alone
class AuditJourney {

    private static final String AUDIT = "/api/admin/audit";

    private final Shopper admin = Shopper.admin();

    @Test
    void whatAdministratorsDidIsFoundByWhomAndByWhat() {
        var somebody = Shopper.fresh();
        var account = "/api/users/" + somebody.id();

        admin.client()
                .put(account + "/roles", "{\"roles\": [\"USER\", \"ADMIN\"]}")
                .expect(200);
        var promoted = somebody.again();
        admin.client().put(account + "/status", "{\"status\": \"DISABLED\"}").expect(200);

        var entries = entries("?object=account:" + somebody.id());
        assertThat(entries)
                .extracting(entry -> entry.get("action").stringValue())
                .containsExactly("account.disabled", "account.roles_changed");
        var actor = entries.getFirst().get("actor").stringValue();
        assertThat(entries("?actor=" + actor + "&object=" + somebody.id()))
                .extracting(entry -> entry.get("id").stringValue())
                .containsExactlyElementsOf(entries.stream()
                        .map(entry -> entry.get("id").stringValue())
                        .toList());
        assertThat(entries.toString()).doesNotContain(somebody.email());
        promoted.client().get(AUDIT).expectProblem(401, "account_disabled");
        Shopper.fresh().client().get(AUDIT).expectProblem(403, "forbidden");
        Client.ofGateway().get(AUDIT).expect(401);
        admin.client().get(AUDIT + "?actor=" + UUID.randomUUID()).expect(200);
        admin.client().get(AUDIT + "?actor=me").expect(400);
    }

    @Test
    void aServiceThatIsDownIsNamedAndComesBackWithItsEntries() throws Exception {
        var somebody = Shopper.fresh();
        admin.client()
                .put("/api/users/" + somebody.id() + "/status", "{\"status\": \"DISABLED\"}")
                .expect(200);
        Fleet.running().kill("user-service");
        try {
            Patience.await("user-service to be missed").untilAsserted(() -> {
                var page = admin.client()
                        .get(AUDIT + "?object=" + somebody.id())
                        .expect(200)
                        .json();
                assertThat(page.get("items")).isEmpty();
                assertThat(page.get("unavailable").valueStream().map(JsonNode::stringValue))
                        .contains("user-service");
            });
        } finally {
            Fleet.running().restart("user-service", Map.of());
        }
        Patience.await("its entries to be listed again")
                .untilAsserted(
                        () -> assertThat(entries("?object=" + somebody.id())).hasSize(1));
    }

    private List<JsonNode> entries(String query) {
        var page = admin.client().get(AUDIT + query).expect(200).json();
        return page.get("items").valueStream().toList();
    }
}
