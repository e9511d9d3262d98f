package shop.gateway.access;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import shop.gateway.problem.GatewayException.BadToken;
import shop.security.token.AccessToken;
import shop.security.token.AccessTokens;
import shop.security.token.BadTokenException;

/** Verifies access tokens without blocking the event loop. */
@Component
class TokenVerifier {

    private final AccessTokens tokens;

    TokenVerifier(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** Signals {@link BadToken} if the token is not valid. */
    Mono<AccessToken> verify(String token) {
        var remembered = tokens.remembered(token);
        if (remembered != null) {
            return Mono.just(remembered);
        }
        // On another thread, because it waits for the keys when it does not have them.
        return Mono.fromCallable(() -> tokens.read(token))
                .onErrorMap(BadTokenException.class, BadToken::new)
                .subscribeOn(Schedulers.boundedElastic());
    }
}
