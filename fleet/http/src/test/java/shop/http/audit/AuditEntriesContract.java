package shop.http.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import shop.platform.tracing.RequestIds;
import shop.security.Caller;
import shop.security.Role;
import shop.security.ServiceCaller;

/** What both stores of audit entries do. */
abstract class AuditEntriesContract {

    static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    final UUID admin = UUID.randomUUID();
    final String object = UUID.randomUUID().toString();

    /** Records by the clock of that time, as a service does in a transaction or around an act. */
    abstract void record(Instant now, String action, String type, String id, Map<String, String> details);

    abstract AuditEntries entries();

    static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    static void actAs(Object principal) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(principal, null));
    }

    @AfterEach
    void forgetsWhoActs() {
        SecurityContextHolder.clearContext();
        MDC.clear();
    }

    @Test
    void saysWhoDidWhatInWhichRequest() {
        actAs(new Caller(admin, Set.of(Role.USER, Role.ADMIN)));
        MDC.put(RequestIds.KEY, "request-1");

        record(NOW, "order.cancelled", "order", object, Map.of("from", "PENDING"));

        var found = entries().find(query(admin, null, null, null, null, 10));
        assertThat(found).singleElement().satisfies(entry -> {
            assertThat(entry.at()).isEqualTo(NOW);
            assertThat(entry.service()).isEqualTo("test-service");
            assertThat(entry.actor()).isEqualTo(admin);
            assertThat(entry.action()).isEqualTo("order.cancelled");
            assertThat(entry.objectType()).isEqualTo("order");
            assertThat(entry.objectId()).isEqualTo(object);
            assertThat(entry.details()).isEqualTo(Map.of("from", "PENDING"));
            assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.DONE);
            assertThat(entry.requestId()).isEqualTo("request-1");
        });
    }

    @Test
    void recordsNothingWhereNoAdministratorActs() {
        record(NOW, "order.cancelled", "order", object, Map.of());
        actAs(new Caller(admin, Set.of(Role.USER)));
        record(NOW, "order.cancelled", "order", object, Map.of());
        actAs(new ServiceCaller("order-service"));
        record(NOW, "order.cancelled", "order", object, Map.of());

        assertThat(entries().find(query(null, object, null, null, null, 10))).isEmpty();
    }

    @Test
    void findsByWhomWhatAndWhenNewestFirst() {
        var other = UUID.randomUUID();
        actAs(new Caller(admin, Set.of(Role.ADMIN)));
        record(NOW, "order.cancelled", "order", object, Map.of());
        record(NOW.plusSeconds(2), "order.shipped", "order", object, Map.of());
        record(NOW.plusSeconds(1), "product.archived", "product", object, Map.of());
        actAs(new Caller(other, Set.of(Role.ADMIN)));
        record(NOW.plusSeconds(3), "order.held", "order", object, Map.of());

        assertThat(actions(query(null, object, null, null, null, 10)))
                .containsExactly("order.held", "order.shipped", "product.archived", "order.cancelled");
        assertThat(actions(query(admin, object, null, null, null, 10)))
                .containsExactly("order.shipped", "product.archived", "order.cancelled");
        assertThat(actions(query(null, "product:" + object, null, null, null, 10)))
                .containsExactly("product.archived");
        assertThat(actions(query(null, object + "x", null, null, null, 10))).isEmpty();
        assertThat(actions(query(admin, object, NOW.plusSeconds(1), NOW.plusSeconds(2), null, 10)))
                .containsExactly("product.archived");
        assertThat(actions(query(null, object, null, null, null, 2))).containsExactly("order.held", "order.shipped");
    }

    @Test
    void goesOnAfterAnEntryAlsoWhereManyAreOfOneMoment() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));
        for (var number = 0; number < 25; number++) {
            record(NOW, "order.cancelled", "order", object, Map.of("number", String.valueOf(number)));
        }

        var seen = new ArrayList<UUID>();
        @Nullable UUID before = null;
        for (var page = entries().find(query(admin, null, null, null, before, 10));
                !page.isEmpty();
                page = entries().find(query(admin, null, null, null, before, 10))) {
            page.forEach(entry -> seen.add(entry.id()));
            before = seen.getLast();
        }

        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void cutsWhatIsTooLongInsteadOfFailingTheAct() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));

        record(NOW, "order.cancelled", "order", object, Map.of("reason", "😀".repeat(300)));

        assertThat(entries()
                        .find(query(admin, null, null, null, null, 1))
                        .getFirst()
                        .details())
                .isEqualTo(Map.of("reason", "😀".repeat(200)));
    }

    @Test
    void refusesAnActionThatIsNoneWhoeverActs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> record(NOW, "Order cancelled", "order", object, Map.of()));
    }

    @Test
    void deletesTheOldestFirst() {
        actAs(new Caller(admin, Set.of(Role.ADMIN)));
        var longAgo = NOW.minus(Duration.ofDays(4000));
        for (var number = 0; number < 3; number++) {
            record(longAgo.plusSeconds(number), "order.cancelled", "order", object, Map.of());
        }

        assertThat(entries().deleteBefore(longAgo.plusSeconds(2), 1)).isEqualTo(1);
        assertThat(entries().find(query(admin, null, null, null, null, 10)))
                .extracting(AuditEntry::at)
                .containsExactly(longAgo.plusSeconds(2), longAgo.plusSeconds(1));
        assertThat(entries().deleteBefore(longAgo.plusSeconds(2), 10)).isEqualTo(1);
    }

    private List<String> actions(AuditQuery query) {
        return entries().find(query).stream().map(AuditEntry::action).toList();
    }

    static AuditQuery query(
            @Nullable UUID actor,
            @Nullable String object,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID before,
            int size) {
        return new AuditQuery(actor, object, from, to, before, size);
    }
}
