package shop.local.demo;

import java.time.Duration;
import java.time.Instant;

/** One logged-in account. Many threads may share it: its tokens are renewed once, whoever finds them old first. */
public final class Session {

    /** Renewed this long before the end, so that no token runs out under way. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final String email;
    private final ShopClient client;
    private ShopClient.Tokens tokens;
    private Instant end;

    Session(String email, ShopClient client, ShopClient.Tokens tokens, Instant now) {
        this.email = email;
        this.client = client;
        this.tokens = tokens;
        this.end = now.plusSeconds(tokens.expiresIn());
    }

    public String email() {
        return email;
    }

    synchronized String accessToken(Instant now) {
        if (now.isAfter(end.minus(MARGIN))) {
            renew(now);
        }
        return tokens.accessToken();
    }

    /** For a token that was refused although it should still have been good. */
    synchronized void renewUnlessDone(String refused, Instant now) {
        if (tokens.accessToken().equals(refused)) {
            renew(now);
        }
    }

    private void renew(Instant now) {
        tokens = client.refresh(tokens.refreshToken());
        end = now.plusSeconds(tokens.expiresIn());
    }
}
