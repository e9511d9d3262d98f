package shop.channels.schema;

import graphql.language.Document;
import java.util.Map;
import shop.sdk.ShopClient;

/** What the fields of one query are resolved with. */
public final class CallerContext {

    /** The name of the {@link ShopClient} that asks in the caller's name. */
    public static final String SHOP = "shop";

    static final String DOCUMENT = "document";

    private CallerContext() {}

    public static Map<String, Object> of(ShopClient shop, Document document) {
        return Map.of(SHOP, shop, DOCUMENT, document);
    }
}
