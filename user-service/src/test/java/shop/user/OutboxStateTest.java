package shop.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.TestTokens;

/** What waits for Kafka here, told to the service that asks all others. */
@FleetTest
class OutboxStateTest {

    private final Api api;

    @Autowired
    OutboxStateTest(@LocalServerPort int port) {
        this.api = new Api(port);
    }

    @Test
    void isToldToServicesAlone() {
        var told = api.as(TestTokens.service("notification-service", "user-service"))
                .get("/internal/outbox");

        assertThat(told.status()).as("%s", told).isEqualTo(200);
        assertThat(told.text("service")).isEqualTo("user-service");
        assertThat(told.text("instance")).startsWith("user-service:");
        assertThat(told.body().get("pending").isIntegralNumber()).isTrue();
        assertThat(told.number("parked")).isZero();
        assertThat(api.get("/internal/outbox").status()).isEqualTo(401);
        assertThat(api.as(TestTokens.admin(new UUID(0, 1)))
                        .get("/internal/outbox")
                        .status())
                .isEqualTo(401);
    }
}
