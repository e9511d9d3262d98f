package shop.web.discovery;

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

class HeldHeartbeatsTest {

    private final List<ApplicationEvent> heard = new ArrayList<>();
    private final HeldHeartbeats heartbeats = new HeldHeartbeats(new DefaultListableBeanFactory());
    private final HeartbeatEvent heartbeat = new HeartbeatEvent(this, 1);

    @BeforeEach
    void listen() {
        heartbeats.addApplicationListener((ApplicationListener<ApplicationEvent>) heard::add);
    }

    @Test
    void wakesNoBeanWhileOthersAreStillMade() {
        heartbeats.multicastEvent(heartbeat);

        assertThat(heard).isEmpty();
    }

    @Test
    void passesOtherEventsOnAtOnce() {
        var other = new PayloadApplicationEvent<>(this, "other");
        heartbeats.multicastEvent(other);

        assertThat(heard).containsExactly(other);
    }

    @Test
    void passesHeartbeatsOnWhenAllIsMade() {
        heartbeats.afterSingletonsInstantiated();
        heartbeats.multicastEvent(heartbeat);

        assertThat(heard).containsExactly(heartbeat);
    }
}
