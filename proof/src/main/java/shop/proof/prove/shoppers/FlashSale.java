package shop.proof.prove.shoppers;

import java.util.concurrent.atomic.AtomicInteger;

/** One product that many want at once, and how many have got it. */
public final class FlashSale {

    public static final int PIECES = 100;
    static final int TRIES_EACH = 6;

    private final String product;
    private final AtomicInteger ordered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();

    FlashSale(String product) {
        this.product = product;
    }

    public String product() {
        return product;
    }

    public int ordered() {
        return ordered.get();
    }

    public int refused() {
        return refused.get();
    }

    /** Requests whose outcome was not known when the run ended. */
    public int unknown() {
        return unknown.get();
    }

    void note(LoggedClient.Reply reply) {
        var count = reply.isDone() ? ordered : reply.call().isRefused() ? refused : unknown;
        count.incrementAndGet();
    }
}
