package shop.sdk;

import tools.jackson.databind.json.JsonMapper;

/** What the body of an answer is read as. */
@FunctionalInterface
interface ReplyType<T> {

    ReplyType<Nothing> NOTHING = (_, _) -> Nothing.NOTHING;

    T read(byte[] body, JsonMapper json);

    static <T> ReplyType<T> of(Class<T> type) {
        return (body, json) -> json.readValue(body, type);
    }

    static <T> ReplyType<PageOf<T>> pageOf(Class<T> item) {
        return (body, json) -> json.readValue(body, json.getTypeFactory().constructParametricType(PageOf.class, item));
    }
}
