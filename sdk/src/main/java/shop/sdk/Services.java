package shop.sdk;

import java.util.Map;

/** Which service serves a path of the API, as the gateway's routes say it. */
final class Services {

    /** By the longest beginning that fits; a test compares them with the gateway's routes. */
    static final Map<String, String> BY_PATH = Map.ofEntries(
            Map.entry("/api/user", "user-service"),
            Map.entry("/api/users", "user-service"),
            Map.entry("/api/refresh-token", "user-service"),
            Map.entry("/api/products", "product-service"),
            Map.entry("/api/categories", "product-service"),
            Map.entry("/api/recommendations", "product-service"),
            Map.entry("/api/inventory", "inventory-service"),
            Map.entry("/api/cart", "cart-service"),
            Map.entry("/api/orders", "order-service"),
            Map.entry("/api/admin/summary", "order-service"),
            Map.entry("/api/admin/risk-reviews", "order-service"),
            Map.entry("/api/payments", "payment-service"),
            Map.entry("/api/admin/reconciliation", "payment-service"),
            Map.entry("/api/admin/disputes", "payment-service"),
            Map.entry("/api/notifications", "notification-service"),
            Map.entry("/api/admin/dead-letters", "notification-service"),
            Map.entry("/api/admin/outbox", "notification-service"),
            Map.entry("/api/admin/consumers", "notification-service"),
            Map.entry("/api/admin/audit", "notification-service"));

    private Services() {}

    /** @throws IllegalArgumentException if the API has no such path */
    static String of(String path) {
        for (var start = path; !start.isEmpty(); start = start.substring(0, start.lastIndexOf('/'))) {
            var service = BY_PATH.get(start);
            if (service != null) {
                return service;
            }
        }
        throw new IllegalArgumentException(
                "path: " + path + " (expected: one of the API's, below " + BY_PATH.keySet() + ")");
    }
}
