package shop.local.http;

import java.util.concurrent.CountDownLatch;

/** How a tool that is a program of its own ends. */
public final class Stopping {

    private Stopping() {}

    /**
     * Returns when this process was asked to end and the tool is closed.
     *
     * @param name of the thread that closes it
     */
    public static void await(Runnable close, String name) throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name(name).unstarted(() -> {
            close.run();
            stopped.countDown();
        }));
        stopped.await();
    }
}
