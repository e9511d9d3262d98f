package shop.gateway.live;

import java.time.Clock;
import java.time.Duration;
import reactor.core.publisher.Mono;
import shop.security.token.AccessToken;

/** The end of a token, as a signal. */
final class Expiry {

    private Expiry() {}

    static Mono<Long> of(AccessToken token, Clock clock) {
        return Mono.delay(Duration.between(clock.instant(), token.goodUntil()));
    }
}
