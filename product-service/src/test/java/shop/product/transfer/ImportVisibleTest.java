package shop.product.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.TestTokens;

/** An import of thousands of products is found as it goes, and all of it once it says that it is over. */
@FleetTest
class ImportVisibleTest {

    private static final int PRODUCTS = 4_000;
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final String run = Long.toHexString(System.nanoTime());
    private final Api admin;

    @Autowired
    ImportVisibleTest(@LocalServerPort int port) {
        this.admin = new Api(port).as(TestTokens.admin(new UUID(8, 3)));
    }

    @Test
    void whatIsStoredIsFoundWithinASecond() {
        var file = IntStream.rangeClosed(1, PRODUCTS)
                .mapToObj(number -> sku(number) + ",Burst " + run + ",1.00,EUR,5")
                .collect(Collectors.joining("\n", "sku,name,price,currency,initialStock\n", "\n"));
        var taken = admin.with("Content-Type", "text/csv").post("/api/products/import", file);
        assertThat(taken.status()).isEqualTo(202);
        var job = "/api/products/import/" + taken.text("id");

        var delays = new ArrayList<Duration>();
        var seen = 0L;
        var state = "RUNNING";
        while (!state.equals("COMPLETED")) {
            var now = admin.get(job);
            state = now.text("state");
            var stored = now.number("created");
            if (stored > seen) {
                seen = stored;
                delays.add(untilFound(sku(stored)));
            }
            assertThat(state).isIn("QUEUED", "RUNNING", "COMPLETED");
        }

        assertThat(admin.get(job).number("created")).isEqualTo(PRODUCTS);
        // It is over, so there is nothing to wait for; what all of it adds up to is counted at most half a second late.
        assertThat(untilFound(sku(PRODUCTS))).isLessThan(A_SECOND);
        await().atMost(A_SECOND).until(() -> admin.get("/api/products?q=" + run).number("totalItems") == PRODUCTS);
        delays.sort(null);
        assertThat(delays).hasSizeGreaterThan(3);
        assertThat(delays.get(delays.size() / 2)).as("half of %s", delays).isLessThan(A_SECOND);
        assertThat(delays.getLast()).as("all of %s", delays).isLessThan(A_SECOND.multipliedBy(3));
    }

    private Duration untilFound(String sku) {
        var begun = System.nanoTime();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> admin.get("/api/products?q=" + sku).number("totalItems") > 0);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private String sku(long number) {
        return "BURST-" + run + "-" + number;
    }
}
