package shop.proof.prove.shoppers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.prove.history.ClientLog;

/**
 * Customers and one administrator who use a shop as its users do, each by random choices of their own that come from one seed. They
 * repeat under the same key whatever they do not know the outcome of, and everything is in the client log.
 */
public final class Shoppers implements AutoCloseable {

    /** How long {@link #stop()} waits for outcomes that are not known yet. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(60);

    /** How long a flash sale waits for its buyers. */
    private static final Duration SALE = Duration.ofSeconds(90);

    private static final int PRODUCTS = 12;
    private static final int PRODUCTS_IN_RUPEES = 2;

    /** After so many other accounts, an order of a new account to their address is put on hold. */
    private static final int NEIGHBOURS = 5;

    private static final int PIECES = 5_000;
    private static final int ADDRESSES = 40;

    private final Fleet fleet;
    private final ClientLog log;
    private final Random random;
    private final ShoppingTime time = new ShoppingTime();
    private final Assortment assortment = new Assortment();
    private final Administrator administrator;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Void>> running = new CopyOnWriteArrayList<>();
    private int customers;

    public Shoppers(Fleet fleet, ClientLog log, Random random) {
        this.fleet = fleet;
        this.log = log;
        this.random = random;
        this.administrator = new Administrator(new Random(random.nextLong()), assortment, time, log, fleet);
    }

    /** Stocks the shop, then lets so many customers and one administrator in. */
    public void start(int concurrency) throws InterruptedException {
        for (var product = 0; product < PRODUCTS; product++) {
            assortment.add(
                    administrator.newProduct("Proof piece", 200L + random.nextInt(5000), Administrator.EUROS, PIECES));
        }
        for (var product = 0; product < PRODUCTS_IN_RUPEES; product++) {
            assortment.addInRupees(administrator.newProduct(
                    "Proof sari", 10_000L + random.nextInt(90_000), Administrator.RUPEES, PIECES));
        }
        crowdTheAddress();
        var _ = begin(() -> {
            administrator.work();
            return null;
        });
        for (var number = 0; number < concurrency; number++) {
            var customer = newCustomer();
            var first = Customer.Story.TRIED_IN_EACH_RUN.get(number % Customer.Story.TRIED_IN_EACH_RUN.size());
            var _ = begin(() -> {
                customer.shop(first);
                return null;
            });
        }
    }

    /** Accounts order to one address, so that the next one's order there waits for staff. */
    private void crowdTheAddress() throws InterruptedException {
        var neighbours = new ArrayList<Future<Void>>();
        for (var number = 0; number < NEIGHBOURS; number++) {
            var neighbour = newCustomer();
            neighbours.add(begin(() -> {
                neighbour.signUp();
                neighbour.orderToCrowdedAddress();
                return null;
            }));
        }
        awaitAll(neighbours);
    }

    /** Closes the shop and waits until everybody knows what became of their requests, or a minute. */
    public void stop() throws InterruptedException {
        time.close();
        var deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
        for (var one : running) {
            await(one, deadline);
        }
        time.end();
        for (var one : running) {
            await(one, System.nanoTime() + LAST_ANSWERS.toNanos());
        }
        threads.shutdown();
    }

    /**
     * A hundred pieces and many more who want one each, all at once, beside whoever else is shopping. Who has no answer after a minute and a half asks on,
     * and this returns.
     *
     * @param buyers how many accounts; each of them tries a few times
     */
    public FlashSale flashSale(int buyers) throws InterruptedException {
        var sale = new FlashSale(administrator.newProduct("Proof flash", 990, Administrator.EUROS, FlashSale.PIECES));
        var snatchers = new ArrayList<Customer>();
        for (var number = 0; number < buyers; number++) {
            snatchers.add(newCustomer());
        }
        var signUps = new LinkedHashMap<Customer, Future<Void>>();
        for (var buyer : snatchers) {
            signUps.put(buyer, begin(() -> {
                buyer.signUp();
                return null;
            }));
        }
        awaitAll(signUps.values());
        var tries = new ArrayList<Future<Void>>();
        for (var attempt = 0; attempt < FlashSale.TRIES_EACH; attempt++) {
            signUps.forEach((buyer, signUp) -> {
                if (signUp.isDone()) {
                    tries.add(begin(() -> {
                        sale.note(buyer.snatch(sale.product()));
                        return null;
                    }));
                }
            });
        }
        awaitAll(tries);
        return sale;
    }

    private synchronized Customer newCustomer() {
        customers++;
        // The limit by address is for each of them alone, as at home.
        var address = "127.20.0." + (1 + customers % ADDRESSES);
        return new Customer(
                "customer-" + customers,
                new Random(random.nextLong()),
                assortment,
                time,
                log,
                Client.of(fleet.gateway()).from(address),
                fleet.stripe(),
                fleet.razorpay());
    }

    private Future<Void> begin(Callable<Void> shopper) {
        var begun = threads.submit(shopper);
        running.add(begun);
        return begun;
    }

    private static void awaitAll(Collection<Future<Void>> shoppers) throws InterruptedException {
        var deadline = System.nanoTime() + SALE.toNanos();
        for (var one : shoppers) {
            await(one, deadline);
        }
    }

    private static void await(Future<Void> shopper, long deadline) throws InterruptedException {
        try {
            shopper.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // Its last requests stay unknown, and the log says so.
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a shopper failed", failed.getCause());
        }
    }

    /** Ends whoever is still there, without waiting. */
    @Override
    public void close() {
        time.end();
        threads.shutdownNow();
    }
}
