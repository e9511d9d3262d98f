package shop.http.body;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of how large a body may be; multipart bodies have Boot's own ({@code spring.servlet.multipart}).
 *
 * @param maxBody what any path takes
 * @param bodyLimits what single paths take instead
 */
@ConfigurationProperties("shop.web")
record BodyProperties(
        @DefaultValue("1MB") DataSize maxBody, @DefaultValue Map<String, DataSize> bodyLimits) {

    BodyProperties {
        bodyLimits = Map.copyOf(bodyLimits);
    }

    long limit(String path) {
        return bodyLimits.getOrDefault(path, maxBody).toBytes();
    }
}
