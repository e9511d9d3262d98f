package shop.gateway;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the gateway itself; routes are Spring Cloud Gateway's.
 *
 * @param publicUrl where clients reach the gateway; with https, HSTS is sent
 * @param maxBody how much a request may carry where the resource map allows no more
 * @param outlierEjectionTime how long an instance that could not be reached is passed over while there are others
 * @param trustedProxies networks ({@code 10.0.0.0/8}) of the proxies in front, which are believed about where a request came from
 * @param allowedOrigins of pages on other sites that may use the API
 * @param localOrigins whether pages that this machine serves on any port may use it too; for one machine alone
 * @param documented the services whose API descriptions the page of documentation offers
 * @param swaggerUi folder of the documentation page's scripts and styles
 * @param links what the laptop's page points at, name to address
 */
@Validated
@ConfigurationProperties("shop.gateway")
public record GatewayProperties(
        @NotNull(message = "PUBLIC_URL must be set") URI publicUrl,
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("5s") Duration outlierEjectionTime,

        @DefaultValue
        List<
                        @Pattern(
                                regexp = "[0-9a-fA-F.:]+/[0-9]{1,3}",
                                message = "TRUSTED_PROXIES must be networks like 10.0.0.0/8")
                        String>
                trustedProxies,

        @DefaultValue
        List<
                        @Pattern(
                                regexp = "https?://[^/*]+",
                                message = "ALLOWED_ORIGINS must be origins like https://shop.example")
                        String>
                allowedOrigins,

        @DefaultValue("false") boolean localOrigins,
        @DefaultValue List<String> documented,
        @NotBlank String swaggerUi,
        @DefaultValue Map<String, URI> links) {

    private static final java.util.regex.Pattern LOCAL =
            java.util.regex.Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

    public GatewayProperties {
        trustedProxies = List.copyOf(trustedProxies);
        allowedOrigins = List.copyOf(allowedOrigins);
        documented = List.copyOf(documented);
    }

    /** The {@code Origin} that browsers name for our own pages. */
    public String ownOrigin() {
        return publicUrl.getScheme() + "://" + publicUrl.getRawAuthority();
    }

    /** Whether pages of this origin may use the API as our own may. */
    public boolean isAllowed(String origin) {
        return ownOrigin().equals(origin)
                || allowedOrigins.contains(origin)
                || (localOrigins && LOCAL.matcher(origin).matches());
    }

    public boolean servedOverTls() {
        return "https".equals(publicUrl.getScheme());
    }
}
