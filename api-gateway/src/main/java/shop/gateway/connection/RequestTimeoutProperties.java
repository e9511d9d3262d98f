package shop.gateway.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of how long a client may take.
 *
 * @param head for a request's first line and headers, from their first byte on
 * @param idle between two parts of a body
 * @param body for a whole body
 */
@ConfigurationProperties("shop.gateway.request-timeouts")
record RequestTimeoutProperties(
        @DefaultValue("10s") Duration head,
        @DefaultValue("20s") Duration idle,
        @DefaultValue("2m") Duration body) {}
