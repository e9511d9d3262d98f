package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Holds the audit log of a service against its API document: a test performs every operation that only administrators may call, and each
 * must leave its entry. An operation that is added later fails the test until it is performed here, too.
 */
public final class AuditCoverage {

    private static final Set<String> WRITES = Set.of("put", "post", "patch", "delete");

    private final Map<String, Function<Api, Api.Answer>> acts = new LinkedHashMap<>();
    private final Set<String> openToOthers = new TreeSet<>();

    /**
     * Has an operation performed, after those that were named before.
     *
     * @param operation as the document names it: {@code delete /api/products/{id}}
     * @param call calls it once, so that it succeeds
     */
    public AuditCoverage performs(String operation, Function<Api, Api.Answer> call) {
        assertThat(acts.put(operation, call)).as("%s is named twice", operation).isNull();
        return this;
    }

    /** Has an operation performed that others may call as well; what an administrator does by it is recorded nevertheless. */
    public AuditCoverage performsAlso(String operation, Function<Api, Api.Answer> call) {
        openToOthers.add(operation);
        return performs(operation, call);
    }

    /**
     * Performs all of them and fails with those that are missing or leave no entry.
     *
     * @param anybody without a token
     * @param admin with a token that the service takes for an administrator's
     * @param service whose log it is
     */
    public void assertComplete(Api anybody, Api admin, String service) {
        var document = anybody.get("/v3/api-docs").body();
        var named = new TreeSet<>(acts.keySet());
        named.removeAll(openToOthers);
        assertThat(named)
                .as("operations of administrators that change something")
                .isEqualTo(operations(document));

        var log = anybody.as(TestTokens.service("notification-service", service));
        acts.forEach((operation, call) -> {
            var request = UUID.randomUUID().toString();
            var answer = call.apply(admin.with("X-Request-Id", request));
            assertThat(answer.status()).as("%s: %s", operation, answer).isBetween(200, 299);
            var page = log.get("/internal/audit?size=100");
            assertThat(page.status()).as("%s", page).isEqualTo(200);
            var entries = page.body()
                    .path("items")
                    .valueStream()
                    .filter(entry -> entry.path("requestId").asString("").equals(request))
                    .toList();
            assertThat(entries)
                    .as("audit entries of %s in %s", operation, page)
                    .isNotEmpty()
                    .allSatisfy(entry -> {
                        assertThat(entry.path("service").asString("")).isEqualTo(service);
                        assertThat(entry.path("outcome").asString("")).isEqualTo("DONE");
                        assertThat(entry.path("objectId").asString("")).isNotEmpty();
                    });
        });
    }

    private static Set<String> operations(JsonNode document) {
        return document.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .filter(method -> WRITES.contains(method.getKey()))
                        .filter(method -> method.getValue()
                                .path("x-shop-access")
                                .asString("")
                                .equals("admin"))
                        .map(method -> method.getKey() + " " + path.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
