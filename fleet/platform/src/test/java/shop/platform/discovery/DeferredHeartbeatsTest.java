package shop.platform.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

class DeferredHeartbeatsTest {

    private final List<ApplicationEvent> received = new ArrayList<>();
    private final DeferredHeartbeats heartbeats = new DeferredHeartbeats(new DefaultListableBeanFactory());
    private final HeartbeatEvent heartbeat = new HeartbeatEvent(this, 1);

    @BeforeEach
    void listen() {
        heartbeats.addApplicationListener((ApplicationListener<ApplicationEvent>) received::add);
    }

    @Test
    void wakesNoBeanWhileOthersAreStillMade() {
        heartbeats.multicastEvent(heartbeat);

        assertThat(received).isEmpty();
    }

    @Test
    void passesOtherEventsOnAtOnce() {
        var other = new PayloadApplicationEvent<>(this, "other");
        heartbeats.multicastEvent(other);

        assertThat(received).containsExactly(other);
    }

    @Test
    void passesHeartbeatsOnWhenAllIsMade() {
        heartbeats.afterSingletonsInstantiated();
        heartbeats.multicastEvent(heartbeat);

        assertThat(received).containsExactly(heartbeat);
    }
}
