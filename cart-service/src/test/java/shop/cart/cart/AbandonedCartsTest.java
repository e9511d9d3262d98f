package shop.cart.cart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.test.context.TestPropertySource;
import shop.cart.config.CartProperties;
import shop.http.version.IfMatch;
import shop.test.FleetTest;
import shop.test.Parallel;

/** What becomes of the carts of guests who do not come back. */
@FleetTest
@TestPropertySource(properties = {"cart.sweep-batch=7", "cart.sweep-every=1h"})
class AbandonedCartsTest {

    static final IfMatch ANY = IfMatch.parse(null);

    @Autowired
    Carts carts;

    @Autowired
    CartProperties properties;

    @Autowired
    MongoTemplate mongo;

    @BeforeEach
    void beginWithoutCarts() {
        mongo.remove(new Query(), CartDocument.class);
    }

    @Test
    void dropsAllThatRanOutBatchByBatch() {
        for (var number = 0; number < 16; number++) {
            guestCart("guest " + number);
        }

        assertThat(sweepIn(Duration.ofDays(29))).isZero();
        assertThat(sweepIn(Duration.ofDays(31))).isEqualTo(16);
        assertThat(mongo.count(new Query(), CartDocument.class)).isZero();
        assertThat(sweepIn(Duration.ofDays(31))).isZero();
    }

    @Test
    void leavesTheCartOfACustomerForEver() {
        var customer = CartKey.ofUser(UUID.randomUUID());
        carts.change(customer, ANY, cart -> cart.add(CartSamples.MUG, 1));

        assertThat(sweepIn(Duration.ofDays(10_000))).isZero();
        assertThat(carts.find(customer).lines()).hasSize(1);
    }

    @Test
    void leavesACartThatWasTouchedMeanwhile() {
        var random = new Random();
        var seed = random.nextLong();
        System.out.println("seed " + seed);
        random.setSeed(seed);
        var keys = new ArrayList<CartKey>();
        for (var number = 0; number < 60; number++) {
            keys.add(guestCart("guest " + number));
        }
        mongo.updateMulti(
                Query.query(Criteria.where("expiresAt").ne(null)),
                Update.update("expiresAt", Instant.now().minusSeconds(1)),
                CartDocument.class);
        var turns = IntStream.range(0, 64).boxed().collect(Collectors.toList());
        Collections.shuffle(turns, random);
        var turn = new AtomicInteger();
        var touched = new CopyOnWriteArrayList<CartKey>();
        var dropped = Parallel.times(turns.size(), () -> {
            var mine = turns.get(turn.getAndIncrement());
            if (mine >= keys.size()) {
                return sweepIn(Duration.ZERO);
            }
            try {
                carts.changeExisting(keys.get(mine), ANY, cart -> cart.add(CartSamples.LAMP, 1));
                touched.add(keys.get(mine));
            } catch (CartException.Gone _) {
                // The sweep was faster: this guest begins a new cart.
            }
            return 0L;
        });

        assertThat(touched)
                .as("seed %d", seed)
                .allSatisfy(key -> assertThat(carts.find(key).lines()).hasSize(2));
        assertThat(mongo.count(new Query(), CartDocument.class)).isEqualTo(touched.size());
        assertThat(dropped.stream().mapToLong(Long::longValue).sum()).isEqualTo(keys.size() - touched.size());
    }

    @Test
    void needsNoTtlIndex() {
        assertThat(mongo.getCollection("carts").listIndexes())
                .extracting(index -> index.containsKey("expireAfterSeconds"))
                .containsOnly(false);
    }

    private CartKey guestCart(String token) {
        var key = CartKey.ofGuest(token);
        carts.change(key, ANY, cart -> cart.add(CartSamples.MUG, 1));
        return key;
    }

    private long sweepIn(Duration later) {
        var then = Clock.fixed(Instant.now().plus(later).truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
        return new AbandonedCarts(mongo, properties, then).sweep();
    }
}
