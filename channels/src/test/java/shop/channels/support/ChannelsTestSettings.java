package shop.channels.support;

import java.util.Map;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import shop.sdk.Endpoints;
import shop.test.TestTokens;

/** Gives the program the settings that the environment gives it in a real run, and services that a test speaks for. */
public final class ChannelsTestSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final FakeServices SERVICES = new FakeServices();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "channels-test",
                        Map.of(
                                "JWKS_URI",
                                TestTokens.jwksUri(),
                                "TOKEN_ISSUER",
                                TestTokens.ISSUER,
                                "SERVICE_TOKEN_SECRET",
                                TestTokens.SERVICE_TOKEN_SECRET,
                                "EUREKA_URL",
                                "http://127.0.0.1:1/eureka/",
                                "eureka.client.enabled",
                                "false")));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Services {

        @Bean
        FakeServices fakeServices() {
            return SERVICES;
        }

        @Bean
        Endpoints fakeEndpoints() {
            return Endpoints.gateway(SERVICES.uri());
        }
    }
}
