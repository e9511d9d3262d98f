package shop.proof.prove.shoppers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What the shoppers of a run know in common: products to buy, and paid orders that staff may ship or refund. */
final class Assortment {

    private static final int MOST_PAID_ORDERS = 200;

    private final List<String> products = new ArrayList<>();
    private final List<String> productsInRupees = new ArrayList<>();
    private final Deque<PaidOrder> paid = new ArrayDeque<>();

    /** An order that its buyer has seen confirmed. */
    record PaidOrder(String order, String payment, long amountMinor) {}

    synchronized void add(String product) {
        products.add(product);
    }

    /** Orders are in one currency, so these are bought by themselves. */
    synchronized void addInRupees(String product) {
        productsInRupees.add(product);
    }

    synchronized String anyProductInRupees(Random random) {
        return productsInRupees.get(random.nextInt(productsInRupees.size()));
    }

    synchronized int size() {
        return products.size();
    }

    synchronized String anyProduct(Random random) {
        return products.get(random.nextInt(products.size()));
    }

    /** Different products, as many as there are or fewer than wanted. */
    synchronized List<String> someProducts(Random random, int wanted) {
        var all = new ArrayList<>(products);
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, Math.min(wanted, all.size())));
    }

    synchronized void addPaid(PaidOrder order) {
        if (paid.size() < MOST_PAID_ORDERS) {
            paid.addLast(order);
        }
    }

    synchronized Optional<PaidOrder> takePaid() {
        return Optional.ofNullable(paid.pollFirst());
    }
}
