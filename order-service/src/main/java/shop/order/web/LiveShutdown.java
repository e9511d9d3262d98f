package shop.order.web;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import shop.order.application.LiveOrders;

/**
 * Sends the clients that follow their orders to another instance when this one stops: after the instance has left the registry, so that they do
 * not come back here, and together with the web server, which waits for open requests.
 */
@Component
final class LiveShutdown implements SmartLifecycle {

    private final LiveOrders liveOrders;
    private volatile boolean running;

    LiveShutdown(LiveOrders liveOrders) {
        this.liveOrders = liveOrders;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        liveOrders.shutDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
