package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * More buyers than stock, all at once. Each account orders five times in parallel, every time under a key of its own: for the stock that is
 * as many buyers as orders, and it spares the most of the sign-ups, which are slow on purpose.
 */
class OversellJourney {

    private static final int ACCOUNTS = 60;
    private static final int ORDERS = 5 * ACCOUNTS;
    private static final int STOCK = 100;

    @Test
    void ofThreeHundredOrdersForAHundredPiecesAHundredAreAccepted() throws Exception {
        var admin = Shopper.admin();
        var product = admin.createProduct("Limited print", 9900, STOCK);
        var start = new CountDownLatch(1);
        var buyers = signUp(ACCOUNTS);
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
            var byStatus = new HashMap<Integer, List<Answer>>();
            for (var order : running) {
                var answer = order.get();
                byStatus.computeIfAbsent(answer.status(), _ -> new ArrayList<>())
                        .add(answer);
            }

            assertThat(byStatus.keySet()).containsExactlyInAnyOrder(201, 409);
            assertThat(byStatus.get(201)).hasSize(STOCK);
            assertThat(byStatus.get(409)).hasSize(ORDERS - STOCK).allSatisfy(refused -> {
                refused.expectProblem(409, "insufficient_stock");
                assertThat(refused.text("shortages.0.productId")).isEqualTo(product);
                assertThat(refused.number("shortages.0.requested")).isEqualTo(1);
            });
        }
        var stock = admin.client().get("/api/inventory/" + product).expect(200);
        assertThat(stock.number("onHand")).isEqualTo(STOCK);
        assertThat(stock.number("held")).isEqualTo(STOCK);
        assertThat(stock.number("available")).isZero();
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
