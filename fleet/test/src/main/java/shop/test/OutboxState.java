package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

/** What waits for Kafka in a service, as it is reported to the service that asks all others. */
public final class OutboxState {

    private static final String PATH = "/internal/outbox";

    private OutboxState() {}

    /**
     * Asks for it as notification-service does, as nobody and as an administrator.
     *
     * @param service the name of the service that is asked
     */
    public static void requireToldToServicesAlone(Api api, String service) {
        var state = api.as(TestTokens.service("notification-service", service)).get(PATH);

        assertThat(state.status()).as("%s", state).isEqualTo(200);
        assertThat(state.text("service")).isEqualTo(service);
        assertThat(state.text("instance")).startsWith(service + ":");
        assertThat(state.body().get("pending").isIntegralNumber()).isTrue();
        assertThat(state.number("parked")).isZero();
        assertThat(api.get(PATH).status()).isEqualTo(401);
        assertThat(api.as(TestTokens.admin(new UUID(0, 1))).get(PATH).status()).isEqualTo(401);
    }
}
