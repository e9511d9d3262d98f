package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders watched while they go their way, over both kinds of connections. */
@Alone
class LiveJourney {

    private final Shopper admin = Shopper.admin();
    private final Shopper ada = Shopper.fresh();
    private final Shopper bob = Shopper.fresh();

    @Test
    void eachStepOfAnOwnOrderIsHeardInTurnAndNobodyElsesIs() throws Exception {
        var product = admin.createProduct("Watched", 1250, 10);
        try (var socket = LiveOrders.webSocket(ada, _ -> {});
                var stream = LiveOrders.stream(ada, "");
                var bobs = LiveOrders.webSocket(bob, _ -> {})) {
            var order = ada.order(product, 1).expect(201).text("id");
            ada.pay(order, "pm_card_visa").expect(201);
            socket.await(order, "CONFIRMED");
            stream.await(order, "CONFIRMED");
            admin.client().patch("/api/orders/" + order, """
                    {"status": "SHIPPED"}""").expect(200);
            socket.await(order, "SHIPPED");
            stream.await(order, "SHIPPED");

            assertThat(socket.of(order))
                    .extracting(LiveOrders.Update::version)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(socket.of(order).getFirst().status()).isEqualTo("PENDING");
            assertThat(stream.of(order))
                    .extracting(LiveOrders.Update::json)
                    .isEqualTo(socket.of(order).stream()
                            .map(LiveOrders.Update::json)
                            .toList());
            var bobsOrder = bob.order(product, 1).expect(201).text("id");
            bobs.await(bobsOrder, "PENDING");
            assertThat(bobs.all()).extracting(LiveOrders.Update::order).containsOnly(bobsOrder);
            assertThat(socket.of(bobsOrder)).isEmpty();
        }
    }

    @Test
    void whoComesBackHearsWhatWasMissedOnAnyInstance() throws Exception {
        var fleet = Fleet.running();
        var product = admin.createProduct("Missed", 1250, 10);
        String order;
        String last;
        try (var stream = LiveOrders.stream(ada, "")) {
            order = ada.order(product, 1).expect(201).text("id");
            last = stream.await(order, "PENDING").id();
        }
        ada.pay(order, "pm_card_visa").expect(201);
        ada.awaitOrder(order, "CONFIRMED");
        fleet.scale("order-service", 2, Map.of());
        try {
            // Four connections, so that each of the two instances has some.
            for (var number = 0; number < 2; number++) {
                try (var stream = LiveOrders.stream(ada, last);
                        var socket = LiveOrders.webSocketAfter(ada, last)) {
                    stream.await(order, "CONFIRMED");
                    socket.await(order, "CONFIRMED");
                    var again = ada.order(product, 1).expect(201).text("id");
                    stream.await(again, "PENDING");
                    socket.await(again, "PENDING");
                    assertThat(stream.of(order))
                            .extracting(LiveOrders.Update::version)
                            .doesNotContain(1L)
                            .isSorted()
                            .doesNotHaveDuplicates();
                    assertThat(socket.of(order))
                            .extracting(LiveOrders.Update::json)
                            .isEqualTo(stream.of(order).stream()
                                    .map(LiveOrders.Update::json)
                                    .toList());
                }
            }
        } finally {
            fleet.scale("order-service", 1, Map.of());
        }
    }

    @Test
    void strangersAndNonsenseAreRefused() {
        Client.ofGateway().get("/api/orders/stream").expectProblem(401, "unauthorized");
        Client.ofGateway().get("/ws/orders").expect(401);
        ada.client().with("Last-Event-ID", "nonsense").get("/api/orders/stream").expect(400);
    }
}
