package shop.platform.discovery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Lets a service that stops leave without a failed call: it leaves the registry first, and the service answers on until everybody who calls
 * it has noticed. Only then the web server refuses new requests and ends those under way.
 */
final class GracefulDeregistration implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulDeregistration.class);

    private final Runnable deregistration;
    private final Duration notice;
    private volatile boolean running;

    /** @param notice how long the callers' copies of the registry may be out of date */
    GracefulDeregistration(Runnable deregistration, Duration notice) {
        this.deregistration = deregistration;
        this.notice = notice;
    }

    /** What has the highest phase is stopped first. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable gone) {
        running = false;
        deregistration.run();
        LOG.info("left the registry; the last requests are served for {}", notice);
        CompletableFuture.delayedExecutor(notice.toMillis(), TimeUnit.MILLISECONDS)
                .execute(gone);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
