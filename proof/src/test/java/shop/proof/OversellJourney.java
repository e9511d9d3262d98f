package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * More buyers than stock, all at once. Each account orders five times in parallel, every time under a key of its own: for the stock that is
 * as many buyers as orders, and it spares the most of the sign-ups, which are slow on purpose.
 */
@Alone
class OversellJourney {

    private static final int ACCOUNTS = 60;
    private static final int ORDERS = 5 * ACCOUNTS;
    private static final int STOCK = 100;

    private static List<Shopper> buyers = List.of();

    @BeforeAll
    static void signUp() throws Exception {
        buyers = signUp(ACCOUNTS);
    }

    @Test
    void ofThreeHundredOrdersForAHundredPiecesAHundredAreAccepted() throws Exception {
        var product = Shopper.admin().createProduct("Limited print", 9900, STOCK);

        requireAHundredAccepted(product, race(product, () -> {}));
    }

    @Test
    void alsoWhileInventoryServiceIsKilledAndRestartedInTheMiddle() throws Exception {
        var product = Shopper.admin().createProduct("Limited print under fire", 9900, STOCK);
        var admin = Shopper.admin().client();
        Fleet.running().setApart("inventory-service", Map.of());

        requireAHundredAccepted(product, race(product, () -> {
            Patience.await("the first pieces to be held")
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> admin.get("/api/inventory/" + product).number("held") > 0);
            Fleet.running().crash("inventory-service");
        }));
    }

    /** All buyers at once, and beside them something else. */
    private static List<Answer> race(String product, Runnable beside) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Answer>>();
            for (var number = 0; number < ORDERS; number++) {
                var buyer = buyers.get(number % ACCOUNTS);
                running.add(threads.submit(() -> {
                    start.await();
                    return buyer.orderWithRetries(product, 1);
                }));
            }
            start.countDown();
            beside.run();
            var answers = new ArrayList<Answer>();
            for (var order : running) {
                answers.add(order.get());
            }
            return answers;
        }
    }

    private static void requireAHundredAccepted(String product, List<Answer> answers) {
        var byStatus = answers.stream().collect(Collectors.groupingBy(Answer::status));

        assertThat(byStatus.keySet()).containsExactlyInAnyOrder(201, 409);
        assertThat(byStatus.get(201)).hasSize(STOCK);
        assertThat(byStatus.get(409)).hasSize(ORDERS - STOCK).allSatisfy(refused -> {
            refused.expectProblem(409, "insufficient_stock");
            assertThat(refused.text("shortages.0.productId")).isEqualTo(product);
            assertThat(refused.number("shortages.0.requested")).isEqualTo(1);
        });
        var admin = Shopper.admin().client();
        var stock = admin.get("/api/inventory/" + product).expect(200);
        assertThat(stock.number("onHand")).isEqualTo(STOCK);
        assertThat(stock.number("held")).isEqualTo(STOCK);
        assertThat(stock.number("available")).isZero();
        // The ledger says the same, whatever was held and given back on the way.
        assertThat(sumOfMovements(admin, product, "onHandChange")).isEqualTo(STOCK);
        assertThat(sumOfMovements(admin, product, "heldChange")).isEqualTo(STOCK);
    }

    private static long sumOfMovements(Client admin, String product, String change) {
        var path = "/api/inventory/" + product + "/movements?size=100&page=";
        return IntStream.iterate(0, page -> page + 1)
                .mapToObj(page -> admin.get(path + page).expect(200))
                .takeWhile(page -> !page.json().get("items").isEmpty())
                .flatMap(page -> page.json().get("items").valueStream())
                .mapToLong(movement -> movement.get(change).longValue())
                .sum();
    }

    /** A few at a time: signing up is not what is tried here, and password hashing is slow on purpose. */
    private static List<Shopper> signUp(int number) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var signingUp = IntStream.range(0, number)
                    .mapToObj(_ -> threads.submit(() -> Shopper.fresh()))
                    .toList();
            var shoppers = new ArrayList<Shopper>();
            for (var shopper : signingUp) {
                shoppers.add(shopper.get());
            }
            return shoppers;
        }
    }
}
