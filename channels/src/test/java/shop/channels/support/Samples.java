package shop.channels.support;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Answers of services. */
public final class Samples {

    public static final UUID ORDER = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000a1");
    public static final UUID BUYER = UUID.fromString("019aa5f0-7a00-7000-8000-0000000000b1");

    private Samples() {}

    public static UUID productId(int number) {
        return UUID.fromString("019aa5f0-7a00-7000-8000-%012d".formatted(number));
    }

    public static String product(String id) {
        return """
                {"id": "%s", "sku": "SKU-%s", "name": "Blue cup", "price": {"amountMinor": 3000000000, "currency": "EUR"},
                 "prices": [], "categories": ["cups"], "attributes": {"size": 3, "tags": ["a"]}, "images": [],
                 "availability": {"available": 7, "inStock": true}, "version": 3, "updatedAt": "2026-11-21T10:00:00Z"}""".formatted(id, id.substring(30));
    }

    public static String productPage(int size) {
        return """
                {"items": [%s], "page": 0, "size": %d, "totalItems": 1000, "totalPages": 50, "nextCursor": "next-page"}""".formatted(
                        IntStream.rangeClosed(1, size)
                                .mapToObj(number -> product(productId(number).toString()))
                                .collect(Collectors.joining(",")),
                        size);
    }

    public static String stock(FakeServices.Received call) {
        return list(call.ids("productIds"), id -> "{\"productId\":\"%s\",\"available\":5}".formatted(id));
    }

    public static String recommendations(FakeServices.Received call) {
        return list(call.ids("ids"), id -> """
                {"productId": "%s", "recommendations": [%s, %s]}""".formatted(id, recommendation(901), recommendation(902)));
    }

    public static String recommendation(int product) {
        return """
                {"product": %s, "reason": {"code": "bought_together", "text": "bought with it in 41 orders", "orders": 41}}""".formatted(product(productId(product).toString()));
    }

    public static String products(FakeServices.Received call) {
        return list(call.ids("ids"), Samples::product);
    }

    public static String order(UUID id) {
        return """
                {"id": "%s", "number": "7K3M-9Q4T", "userId": "%s", "status": "PENDING", "paymentStatus": "UNPAID", "fulfillmentStatus": "NONE",
                 "items": [%s], "total": {"amountMinor": 1250, "currency": "EUR"}, "shippingAddress": {"name": "Ada", "line1": "Street 1",
                 "city": "Town", "postalCode": "12345", "country": "DE"}, "allowedTransitions": ["CANCELLED"], "version": 1,
                 "createdAt": "2026-11-21T10:00:00Z"}""".formatted(id, BUYER, line(1) + "," + line(2));
    }

    private static String line(int product) {
        return """
                {"productId": "%s", "sku": "S", "name": "Cup", "quantity": 2, "unitPrice": {"amountMinor": 625, "currency": "EUR"},
                 "lineTotal": {"amountMinor": 1250, "currency": "EUR"}}""".formatted(productId(product));
    }

    public static String orders(UUID... ids) {
        return """
                {"items": [%s], "page": 0, "size": 20, "totalItems": 2, "totalPages": 1}""".formatted(List.of(ids).stream().map(Samples::order).collect(Collectors.joining(",")));
    }

    public static final String TIMELINE = """
            {"items": [{"at": "2026-11-21T10:00:00Z", "status": "PENDING", "paymentStatus": "UNPAID", "fulfillmentStatus": "NONE"}]}""";

    public static final String PAYMENTS = """
            {"items": [], "page": 0, "size": 20}""";

    public static final String CART = """
            {"items": [{"productId": "%s", "sku": "S", "name": "Cup", "unitPrice": {"amountMinor": 625, "currency": "EUR"}, "quantity": 2,
              "lineTotal": {"amountMinor": 1250, "currency": "EUR"}, "notices": []}], "total": {"amountMinor": 1250, "currency": "EUR"},
              "notices": [], "version": 1}""".formatted(productId(1));

    private static String list(List<String> ids, Function<String, String> item) {
        return "{\"items\": [" + ids.stream().map(item).collect(Collectors.joining(",")) + "]}";
    }
}
