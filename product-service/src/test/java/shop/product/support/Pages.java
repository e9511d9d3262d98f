package shop.product.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import shop.test.Api.Answer;
import tools.jackson.databind.JsonNode;

/** What tests look for in lists of products. */
public final class Pages {

    private Pages() {}

    /** A text field of each product of a page, in their order. */
    public static List<String> field(Answer page, String field) {
        assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
        return page.body()
                .get("items")
                .valueStream()
                .map(item -> item.get(field))
                .map(JsonNode::stringValue)
                .toList();
    }
}
