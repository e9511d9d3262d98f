package shop.user.signing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;
import shop.web.security.Role;
import shop.web.token.AccessTokens;
import shop.web.token.JwtJson;

/** Signs access tokens; {@link AccessTokens} is how the rest of the fleet proves them. */
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

    public String sign(UUID account, Set<Role> roles, Duration life) {
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
                .subject(account.toString())
                .claim(
                        AccessTokens.ROLES_CLAIM,
                        roles.stream().sorted().map(Role::name).toList())
                .issuedAt(Date.from(now))
                .notBefore(Date.from(now))
                .expiration(Date.from(now.plus(life)))
                .signWith(key.privateKey(), Jwts.SIG.RS256)
                .compact();
    }
}
