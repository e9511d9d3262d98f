package shop.user.signing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import org.springframework.stereotype.Component;
import shop.security.Role;
import shop.security.token.AccessTokens;
import shop.security.token.JwtJson;
import shop.user.account.Account;
import shop.user.config.UserProperties;

/** Signs access tokens; {@link AccessTokens} is how the rest of the fleet verifies them. */
@Component
public class AccessTokenSigner {

    private static final JwtJson JSON = new JwtJson();

    private final SigningKeys keys;
    private final String issuer;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    AccessTokenSigner(SigningKeys keys, UserProperties properties, Clock clock) {
        this.keys = keys;
        this.issuer = properties.tokens().issuer();
        this.clock = clock;
    }

    /**
     * Signs a token that says who the account's owner is, what he may do and which version of the account's tokens it is.
     *
     * @param xsrf what the holder's browser must send beside the token's cookie, as a SHA-256 in base64url
     */
    public String sign(Account account, String xsrf, Duration life) {
        var key = keys.active();
        var now = clock.instant();
        return Jwts.builder()
                .json(JSON)
                .header()
                .type(AccessTokens.TYPE)
                .keyId(key.kid())
                .and()
                .id(ids.generate().toString())
                .issuer(issuer)
                .audience()
                .add(AccessTokens.AUDIENCE)
                .and()
                .subject(account.id().toString())
                .claim(
                        AccessTokens.ROLES_CLAIM,
                        account.roles().stream().sorted().map(Role::name).toList())
                .claim(AccessTokens.VERSION_CLAIM, account.tokenVersion())
                .claim(AccessTokens.XSRF_CLAIM, xsrf)
                .issuedAt(Date.from(now))
                .notBefore(Date.from(now))
                .expiration(Date.from(now.plus(life)))
                .signWith(key.privateKey(), Jwts.SIG.RS256)
                .compact();
    }
}
