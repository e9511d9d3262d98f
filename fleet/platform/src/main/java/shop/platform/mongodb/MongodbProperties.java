package shop.platform.mongodb;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.mongodb}: how long MongoDB may take.
 *
 * @param serverSelectionTimeout until there is a server to ask
 * @param connectTimeout until a connection is made
 * @param readTimeout until an answer is there
 */
@ConfigurationProperties("shop.mongodb")
record MongodbProperties(
        @DefaultValue("2s") Duration serverSelectionTimeout,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("3s") Duration readTimeout) {}
