package shop.test;

import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Gives a service under test the settings that the environment gives it in a real run. */
public final class FleetTestInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("fleet-test", settings()));
    }

    private static Map<String, Object> settings() {
        var infrastructure = Infrastructure.shared();
        var database = infrastructure.database();
        var settings = new HashMap<String, Object>();
        settings.put("DB_URL", database.url());
        settings.put("DB_USER", database.user());
        settings.put("DB_PASSWORD", database.password());
        settings.put("MONGODB_URI", infrastructure.mongodbUri());
        settings.put("MONGODB_DATABASE", database.name());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", infrastructure.kafka());
        settings.put("SMTP_HOST", "127.0.0.1");
        settings.put("SMTP_PORT", String.valueOf(infrastructure.smtpPort()));
        settings.put("MAIL_FROM", "shop@example.org");
        settings.put("STRIPE_API_BASE", infrastructure.stripe());
        settings.put("STRIPE_API_KEY", "sk_test_local");
        settings.put("STRIPE_WEBHOOK_SECRETS", "whsec_local");
        settings.put("RAZORPAY_API_BASE", infrastructure.razorpay());
        settings.put("RAZORPAY_KEY_ID", "rzp_test_local");
        settings.put("RAZORPAY_KEY_SECRET", "local-only-razorpay");
        settings.put("RAZORPAY_WEBHOOK_SECRET", "local-only-razorpay-webhooks");
        settings.put("JWKS_URI", TestTokens.jwksUri());
        settings.put("TOKEN_ISSUER", TestTokens.ISSUER);
        settings.put("SERVICE_TOKEN_SECRET", TestTokens.SERVICE_TOKEN_SECRET);
        settings.put("PUBLIC_URL", "http://localhost:8080");
        settings.put("EUREKA_URL", "http://127.0.0.1:1/eureka/");
        settings.put("eureka.client.enabled", "false");
        return settings;
    }
}
