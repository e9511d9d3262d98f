package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More buyers than stock, all at once. */
class OversellJourney {

    private static final int BUYERS = 300;
    private static final int STOCK = 100;

    @Test
    void threeHundredBuyersOfAHundredPiecesGetAHundred() throws Exception {
        var admin = Shopper.admin();
        var product = admin.createProduct("Limited print", 9900, STOCK);
        var start = new CountDownLatch(1);
        var buyers = signUp(BUYERS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = buyers.stream()
                    .map(buyer -> threads.submit(() -> {
                        start.await();
                        return buyer.orderWithRetries(product, 1);
                    }))
                    .toList();
            start.countDown();
            var byStatus = new HashMap<Integer, List<Answer>>();
            for (var order : running) {
                var answer = order.get();
                byStatus.computeIfAbsent(answer.status(), _ -> new ArrayList<>())
                        .add(answer);
            }

            assertThat(byStatus.keySet()).containsExactlyInAnyOrder(201, 409);
            assertThat(byStatus.get(201)).hasSize(STOCK);
            assertThat(byStatus.get(409)).hasSize(BUYERS - STOCK).allSatisfy(refused -> {
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
                    .mapToObj(_ -> threads.submit(Shopper::fresh))
                    .toList();
            var shoppers = new ArrayList<Shopper>();
            for (var shopper : signingUp) {
                shoppers.add(shopper.get());
            }
            return shoppers;
        }
    }
}
