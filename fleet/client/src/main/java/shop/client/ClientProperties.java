package shop.client;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Settings of {@code shop.client}: how long a call to another service waits for the connection and for the answer. */
@ConfigurationProperties("shop.client")
record ClientProperties(
        @DefaultValue("500ms") Duration connectTimeout,
        @DefaultValue("2s") Duration readTimeout) {}
