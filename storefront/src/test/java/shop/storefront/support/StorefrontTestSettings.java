package shop.storefront.support;

import java.util.Map;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import shop.sdk.Endpoints;
import shop.test.TestTokens;

/** Gives the storefront the settings that the environment gives it in a real run, and a shop that a test speaks for. */
public final class StorefrontTestSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    public static final String PUBLIC_URL = "http://localhost:8080";

    static final FakeShop SHOP = new FakeShop();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "storefront-test",
                        Map.of(
                                "JWKS_URI",
                                TestTokens.jwksUri(),
                                "TOKEN_ISSUER",
                                TestTokens.ISSUER,
                                "SERVICE_TOKEN_SECRET",
                                TestTokens.SERVICE_TOKEN_SECRET,
                                "PUBLIC_URL",
                                PUBLIC_URL,
                                "EUREKA_URL",
                                "http://127.0.0.1:1/eureka/",
                                "eureka.client.enabled",
                                "false",
                                // Each test has categories of its own.
                                "STOREFRONT_CATEGORY_LIFE",
                                "0ms",
                                "STOREFRONT_SHELL_PATIENCE",
                                "30s")));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Shop {

        @Bean
        FakeShop fakeShop() {
            return SHOP;
        }

        @Bean
        Endpoints fakeEndpoints() {
            return Endpoints.gateway(SHOP.uri());
        }
    }
}
