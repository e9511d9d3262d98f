package shop.gateway.limit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the limits.
 *
 * @param redis where all gateways count together; without it each counts for itself
 * @param maxWait how long a request waits for Redis before this gateway counts it alone
 */
@Validated
@ConfigurationProperties("shop.gateway.limits")
public record LimitProperties(
        @Valid @NotNull Limit user,
        @Valid @NotNull Limit address,
        @Valid @NotNull Limit failures,
        @Nullable URI redis,
        @DefaultValue("100ms") Duration maxWait) {

    Limit of(BucketKind kind) {
        return switch (kind) {
            case USER -> user;
            case ADDRESS -> address;
            case FAILURES -> failures;
        };
    }

    /** Without the password of Redis. */
    @Override
    public String toString() {
        return "LimitProperties[user=" + user + ", address=" + address + ", failures=" + failures + ", redis="
                + (redis == null ? "none" : redis.getHost()) + "]";
    }
}
