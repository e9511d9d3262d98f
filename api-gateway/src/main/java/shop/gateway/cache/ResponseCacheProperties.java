package shop.gateway.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the response cache.
 *
 * @param ttl for how long at most; nothing is kept if it is zero
 * @param maxSize for all of them together
 */
@ConfigurationProperties("shop.gateway.response-cache")
record ResponseCacheProperties(
        @DefaultValue("250ms") Duration ttl,
        @DefaultValue("16MB") DataSize maxSize) {}
