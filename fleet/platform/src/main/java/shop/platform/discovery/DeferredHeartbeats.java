package shop.platform.discovery;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;

/**
 * Keeps the registry's heartbeats away from listeners until all beans are made. The registry's client begins to fetch while the service
 * still starts, and publishing a fetch would make every listening bean on the fetching thread, each waiting for beans that the main thread
 * is making while that one waits for them: on a busy machine the start hung for ever. What is left out is published two seconds later.
 */
final class DeferredHeartbeats extends SimpleApplicationEventMulticaster implements SmartInitializingSingleton {

    private volatile boolean complete;

    DeferredHeartbeats(BeanFactory beans) {
        super(beans);
    }

    @Override
    public void afterSingletonsInstantiated() {
        complete = true;
    }

    @Override
    public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType type) {
        if (complete || !(event instanceof HeartbeatEvent)) {
            super.multicastEvent(event, type);
        }
    }
}
