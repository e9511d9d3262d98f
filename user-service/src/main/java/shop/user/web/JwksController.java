package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.user.signing.Jwk;
import shop.user.signing.SigningKeys;

/** Publishes what access tokens are checked with. */
@RestController
class JwksController {

    /** Short, so that a new key is known everywhere within a minute. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final SigningKeys keys;

    JwksController(SigningKeys keys) {
        this.keys = keys;
    }

    @Operation(summary = "The public keys that access tokens are verified with")
    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<KeySet> publish() {
        var published = keys.published().entrySet().stream()
                .map(key -> Jwk.of(key.getKey(), key.getValue()))
                .toList();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
                .body(new KeySet(published));
    }

    record KeySet(List<Jwk> keys) {}
}
