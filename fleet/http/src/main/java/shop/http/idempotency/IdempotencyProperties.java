package shop.http.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.idempotency}.
 *
 * @param keep how long a key is remembered
 * @param lease how long a try may run before it counts as crashed
 * @param sweepEvery how often keys whose time is over are removed
 * @param maxPerClient how many keys of one client are remembered; about, because they are not counted at each request
 */
@ConfigurationProperties("shop.idempotency")
record IdempotencyProperties(
        @DefaultValue("24h") Duration keep,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("1h") Duration sweepEvery,
        @DefaultValue("10000") int maxPerClient) {}
