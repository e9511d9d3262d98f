package shop.storefront.support;

import java.util.UUID;

/** What services answer. */
public final class Samples {

    public static final UUID ADA = UUID.fromString("019aa5f0-7a00-7000-8000-000000000001");
    public static final UUID MUG = UUID.fromString("019aa5f0-7a00-7000-8000-000000000002");
    public static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-000000000003");
    public static final UUID PAYMENT = UUID.fromString("019aa5f0-7a00-7000-8000-000000000004");

    public static final String CATEGORIES = """
            {"items": [{"id": "019aa5f0-7a00-7000-8000-00000000000a", "slug": "kitchen", "name": "Kitchen", "path": ["kitchen"], "version": 1},
            {"id": "019aa5f0-7a00-7000-8000-00000000000b", "slug": "mugs", "name": "Mugs", "parentId": "019aa5f0-7a00-7000-8000-00000000000a",
             "path": ["kitchen", "mugs"], "version": 1}]}""";

    private Samples() {}

    public static String product(String name, String description, long available) {
        return """
                {"id": "%s", "sku": "MUG-BLUE", "name": "%s", "description": "%s", "price": {"amountMinor": 1250, "currency": "EUR"},
                 "categories": ["mugs"], "attributes": {"colour": "blue", "pieces": 3, "dishwasher": true, "uses": ["tea", "coffee"]}, "images": [], "availability": {"available": %d, "inStock": %s}, "version": 3}""".formatted(MUG, name, description, available, available > 0);
    }

    public static String products(String... items) {
        return """
                {"items": [%s], "page": 0, "size": 24, "totalItems": %d, "totalPages": %d,
                 "facets": {"categories": [{"category": "mugs", "count": 1}],
                  "prices": [{"currency": "EUR", "from": 1000, "to": 2000, "count": 1}],
                  "attributes": [{"name": "colour", "values": [{"value": "blue", "count": 1}]}],
                  "availability": {"inStock": 1, "outOfStock": 0}}}""".formatted(String.join(",", items), items.length, items.length == 0 ? 0 : 1);
    }

    public static String cart(String notices, String cartNotices) {
        return """
                {"items": [{"productId": "%s", "sku": "MUG-BLUE", "name": "Blue mug", "unitPrice": {"amountMinor": 1250, "currency": "EUR"},
                 "quantity": 2, "lineTotal": {"amountMinor": 2500, "currency": "EUR"}, "notices": [%s]}],
                 "total": {"amountMinor": 2500, "currency": "EUR"}, "notices": [%s], "version": 2}""".formatted(MUG, notices, cartNotices);
    }

    public static String emptyCart() {
        return "{\"items\": [], \"total\": {\"amountMinor\": 0, \"currency\": \"EUR\"}, \"notices\": [], \"version\": 0}";
    }

    public static String order(String status, String paymentStatus) {
        return """
                {"id": "%s", "number": "7K3M-9Q4T", "userId": "%s", "status": "%s", "paymentStatus": "%s", "fulfillmentStatus": "NONE",
                 "items": [{"productId": "%s", "sku": "MUG-BLUE", "name": "Blue mug", "quantity": 2, "unitPrice": {"amountMinor": 1250, "currency": "EUR"},
                  "lineTotal": {"amountMinor": 2500, "currency": "EUR"}}],
                 "total": {"amountMinor": 2500, "currency": "EUR"},
                 "shippingAddress": {"name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
                 "reservation": %s, "allowedTransitions": ["CANCELLED"], "version": 1, "createdAt": "2026-11-21T10:00:00Z"}""".formatted(
                ORDER,
                ADA,
                status,
                paymentStatus,
                MUG,
                status.equals("PENDING") ? "{\"expiresAt\": \"2026-11-21T10:15:00Z\", \"extended\": false}" : "null");
    }

    public static String payment(String status, String more) {
        return """
                {"id": "%s", "orderId": "%s", "status": "%s", "amount": {"amountMinor": 2500, "currency": "EUR"},
                 "refunded": {"amountMinor": 0, "currency": "EUR"}, "method": "checkout", "provider": "stripe", "version": 1,
                 "createdAt": "2026-11-21T10:00:00Z", "changedAt": "2026-11-21T10:00:01Z"%s}""".formatted(PAYMENT, ORDER, status, more);
    }

    public static String page(String... items) {
        return "{\"items\": [%s], \"page\": 0, \"size\": 20, \"totalItems\": %d, \"totalPages\": 1}"
                .formatted(String.join(",", items), items.length);
    }
}
