package shop.gateway.live;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    /** In the place of Spring Cloud Gateway's own, which knows nothing of tokens. */
    @Bean
    @Primary
    WebSocketService expiringSockets(RequestUpgradeStrategy upgrade, Clock clock) {
        return new ExpiringSockets(new HandshakeWebSocketService(upgrade), clock);
    }
}
