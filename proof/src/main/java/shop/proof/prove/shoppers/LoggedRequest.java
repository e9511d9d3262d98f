package shop.proof.prove.shoppers;

import org.jspecify.annotations.Nullable;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;

/**
 * A request that is logged with its response.
 *
 * @param key its Idempotency-Key; empty without one
 * @param mediaType of the body
 * @param about what it is about, as far as its sender knows
 */
record LoggedRequest(
        Intent intent, String method, String path, @Nullable String body, String key, String mediaType, Facts about) {

    private static final String JSON = "application/json";

    static LoggedRequest get(Intent intent, String path) {
        return new LoggedRequest(intent, "GET", path, null, "", JSON, Facts.NONE);
    }

    static LoggedRequest post(Intent intent, String path, String body) {
        return new LoggedRequest(intent, "POST", path, body, "", JSON, Facts.NONE);
    }

    static LoggedRequest patch(Intent intent, String path, String body) {
        return new LoggedRequest(intent, "PATCH", path, body, "", JSON, Facts.NONE);
    }

    LoggedRequest keyed(String idempotencyKey) {
        return new LoggedRequest(intent, method, path, body, idempotencyKey, mediaType, about);
    }

    LoggedRequest about(Facts facts) {
        return new LoggedRequest(intent, method, path, body, key, mediaType, facts);
    }

    LoggedRequest as(String otherMediaType) {
        return new LoggedRequest(intent, method, path, body, key, otherMediaType, about);
    }
}
