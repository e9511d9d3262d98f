package shop.proof.security;

/**
 * What the local profile fixes on purpose, or its environment says: the checks look from inside at what must not be seen from outside.
 * With them a fleet that is not local cannot be looked into, and those checks say so.
 */
final class LocalSecrets {

    static final String USERS_DATABASE = "users";
    static final String USERS_PASSWORD = "local-only-users";

    private LocalSecrets() {}

    static String eurekaLogin() {
        return "fleet:local-only-eureka";
    }

    static String keyEncryption() {
        return given("KEY_ENCRYPTION_SECRET", "local-only-key-encryption-secret-0123456789");
    }

    static String serviceToken() {
        return given("SERVICE_TOKEN_SECRET", "local-only-service-token-secret-0123456789");
    }

    static String webhook() {
        return given("STRIPE_WEBHOOK_SECRETS", "whsec_local").split(",", 2)[0];
    }

    private static String given(String variable, String otherwise) {
        return System.getenv().getOrDefault(variable, otherwise);
    }
}
