package shop.http.sample;

import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import shop.test.TestTokens;

/** What a service gets from its environment. */
public final class SampleSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("sample", settings()));
    }

    private static Map<String, Object> settings() {
        return Map.of(
                "JWKS_URI",
                TestTokens.jwksUri(),
                "SERVICE_TOKEN_SECRET",
                TestTokens.SERVICE_TOKEN_SECRET,
                "EUREKA_URL",
                "http://127.0.0.1:1/eureka/",
                "eureka.client.enabled",
                "false");
    }
}
