package shop.local.demo;

import java.net.URI;
import java.util.Map;

/** {@link DemoCatalog} as a program of its own, for a shop in containers: {@code GATEWAY_URL}, {@code ADMIN_EMAIL}, {@code ADMIN_PASSWORD}. */
public final class LoadDemoCatalog {

    private LoadDemoCatalog() {}

    public static void main(String... arguments) {
        try {
            var environment = System.getenv();
            DemoCatalog.load(
                    URI.create(required(environment, "GATEWAY_URL")),
                    required(environment, "ADMIN_EMAIL"),
                    required(environment, "ADMIN_PASSWORD"),
                    System.out::println);
        } catch (IllegalArgumentException | Refusal | Unreachable failed) {
            System.err.println("Demo catalogue: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static String required(Map<String, String> environment, String variable) {
        var value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException(variable + " must be set");
        }
        return value;
    }
}
