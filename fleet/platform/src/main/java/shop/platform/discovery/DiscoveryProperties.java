package shop.platform.discovery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.discovery}.
 *
 * @param departureNotice how long a stopping instance answers on after it left the registry: longer than callers keep their copy of it
 */
@ConfigurationProperties("shop.discovery")
record DiscoveryProperties(@DefaultValue("5s") Duration departureNotice) {}
