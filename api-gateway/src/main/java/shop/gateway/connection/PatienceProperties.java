package shop.gateway.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of how long a client may take.
 *
 * @param head for a request's first line and headers, from their first byte on
 * @param silence between two parts of a body
 * @param body for a whole body
 */
@ConfigurationProperties("shop.gateway.patience")
record PatienceProperties(
        @DefaultValue("10s") Duration head,
        @DefaultValue("20s") Duration silence,
        @DefaultValue("2m") Duration body) {}
