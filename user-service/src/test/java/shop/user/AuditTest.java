package shop.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.test.Api;
import shop.test.AuditCoverage;
import shop.test.FleetTest;
import shop.test.TestTokens;
import shop.user.support.People;
import shop.user.support.People.Login;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What administrators do here is on record, and nothing else is. */
@FleetTest
class AuditTest {

    private final JdbcClient jdbc;
    private final Api api;
    private final People people;

    @Autowired
    AuditTest(JdbcClient jdbc, @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.api = new Api(port);
        this.people = new People(api);
    }

    @Test
    void rolesAndStatusAreOnRecordOncePerChange() {
        var admin = admin();
        var somebody = people.signUpAndLogIn();
        var account = "/api/users/" + somebody.id();

        put(admin, account + "/roles", Map.of("roles", List.of("USER", "ADMIN")));
        put(admin, account + "/roles", Map.of("roles", List.of("ADMIN", "USER")));
        put(admin, account + "/status", Map.of("status", "DISABLED"));
        put(admin, account + "/status", Map.of("status", "DISABLED"));
        put(admin, account + "/status", Map.of("status", "ACTIVE"));

        var entries = entries("?object=account:" + somebody.id());
        assertThat(entries)
                .extracting(entry -> entry.get("action").asString())
                .containsExactly("account.enabled", "account.disabled", "account.roles_changed");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.get("actor").asString()).isEqualTo(admin.id().toString());
            assertThat(entry.get("service").asString()).isEqualTo("user-service");
            assertThat(entry.get("outcome").asString()).isEqualTo("DONE");
            assertThat(entry.get("requestId").asString()).isNotEmpty();
        });
        assertThat(entries.getLast().get("details"))
                .isEqualTo(JsonMapper.shared().readTree("{\"from\":\"USER\",\"to\":\"USER,ADMIN\"}"));
        assertThat(entries.toString()).doesNotContain(somebody.email());
    }

    @Test
    void whatIsRefusedOrRolledBackLeavesNoEntry() {
        var admin = admin();
        var somebody = people.signUpAndLogIn();
        var account = "/api/users/" + somebody.id();

        assertThat(api.as(admin.bearer())
                        .with("If-Match", "\"99\"")
                        .put(account + "/status", Map.of("status", "DISABLED"))
                        .status())
                .isEqualTo(412);
        // The last write of the change fails, when the entry has been written.
        jdbc.sql("""
                create function fail_for_the_test() returns trigger language plpgsql as
                'begin raise exception ''no''; end'""").update();
        jdbc.sql("""
                create constraint trigger fail_for_the_test after insert on audit_entry deferrable initially deferred
                for each row when (new.object_id = '%s') execute function fail_for_the_test()""".formatted(somebody.id())).update();
        try {
            assertThat(api.as(admin.bearer())
                            .put(account + "/status", Map.of("status", "DISABLED"))
                            .status())
                    .isGreaterThanOrEqualTo(500);
        } finally {
            jdbc.sql("drop trigger fail_for_the_test on audit_entry").update();
            jdbc.sql("drop function fail_for_the_test()").update();
        }

        assertThat(entries("?object=" + somebody.id())).isEmpty();
        assertThat(api.as(admin.bearer()).get(account).text("status"))
                .as("the act was rolled back with its entry")
                .isEqualTo("ACTIVE");
    }

    @Test
    void whatPeopleDoThemselvesIsNotOnRecord() {
        var somebody = people.signUpAndLogIn();

        api.as(somebody.bearer()).patch("/api/users/me", Map.of("name", "Ada King"));

        assertThat(entries("?actor=" + somebody.id())).isEmpty();
        assertThat(entries("?object=" + somebody.id())).isEmpty();
    }

    @Test
    void signingKeysAreOnRecord() {
        var admin = admin();
        var before = entries("?actor=" + admin.id() + "&size=100").size();

        var added = api.as(admin.bearer()).post("/api/admin/signing-keys", "");
        assertThat(added.status()).isEqualTo(201);
        var kid = added.text("kid");
        assertThat(api.as(admin.bearer()).post("/api/admin/signing-keys", "").status())
                .isEqualTo(409);
        assertThat(api.as(admin.bearer())
                        .send("DELETE", "/api/admin/signing-keys/" + kid, null)
                        .status())
                .isEqualTo(204);

        var entries = entries("?object=signing_key:" + kid);
        assertThat(entries)
                .extracting(entry -> entry.get("action").asString())
                .containsExactly("signing_key.retired", "signing_key.added");
        assertThat(entries("?actor=" + admin.id() + "&size=100")).hasSize(before + 2);
    }

    @Test
    void everyActOfAnAdministratorLeavesAnEntry() {
        var account = "/api/users/" + people.signUpAndLogIn().id();
        new AuditCoverage()
                .performs(
                        "put /api/users/{id}/roles",
                        admin -> admin.put(account + "/roles", Map.of("roles", List.of("USER", "ADMIN"))))
                .performs(
                        "put /api/users/{id}/status",
                        admin -> admin.put(account + "/status", Map.of("status", "DISABLED")))
                .performs("post /api/admin/signing-keys", admin -> admin.post("/api/admin/signing-keys", ""))
                .performs(
                        "delete /api/admin/signing-keys/{kid}",
                        admin -> admin.delete("/api/admin/signing-keys/" + nextKey()))
                .assertComplete(api, api.as(admin().bearer()), "user-service");
    }

    private String nextKey() {
        return jdbc.sql("select kid from signing_keys where state = 'NEXT'")
                .query(String.class)
                .single();
    }

    @Test
    void entriesAreForServicesOnly() {
        assertThat(api.get("/internal/audit").status()).isEqualTo(401);
        assertThat(api.as(admin().bearer()).get("/internal/audit").status()).isIn(401, 403);
        assertThat(services().get("/internal/audit?size=0").status()).isEqualTo(400);
        assertThat(services().get("/internal/audit?actor=me").status()).isEqualTo(400);
        assertThat(services().get("/internal/audit?who=me").status()).isEqualTo(400);
    }

    private void put(Login admin, String path, Map<String, ?> body) {
        assertThat(api.as(admin.bearer()).put(path, body).status()).isEqualTo(200);
    }

    private List<JsonNode> entries(String query) {
        var answer = services().get("/internal/audit" + query);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.body().get("items").valueStream().toList();
    }

    private Api services() {
        return api.as(TestTokens.service("notification-service", "user-service"));
    }

    private Login admin() {
        return people.logIn("admin@shop.example", "admin-of-the-tests");
    }
}
