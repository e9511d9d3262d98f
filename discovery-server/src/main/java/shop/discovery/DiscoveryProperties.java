package shop.discovery;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** The credentials that every client of the registry shows; without them the start fails. */
@Validated
@ConfigurationProperties("shop.discovery")
record DiscoveryProperties(
        @NotBlank(message = "EUREKA_USER must be set") String user,
        @NotBlank(message = "EUREKA_PASSWORD must be set") String password) {

    /** Keeps the password out of any log that prints its settings. */
    @Override
    public String toString() {
        return "DiscoveryProperties[user=" + user + "]";
    }
}
