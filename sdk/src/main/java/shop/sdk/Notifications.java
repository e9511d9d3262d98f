package shop.sdk;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** The messages to the caller, and by what means they come. */
public final class Notifications {

    private static final String PATH = "/api/notifications";
    private static final String PREFERENCES = PATH + "/preferences";

    private final ShopClient client;

    Notifications(ShopClient client) {
        this.client = client;
    }

    public record Message(
            UUID id,
            String kind,
            String title,
            String text,
            @Nullable UUID orderId,
            boolean read,
            Instant createdAt) {}

    public record Preferences(
            boolean email,
            @Nullable Boolean sms,
            @Nullable String phone,
            @Nullable String language) {}

    public PageOf<Message> list(boolean unread, int page, int size) {
        return client.page(
                Call.get(PATH)
                        .query("unread", unread ? true : null)
                        .query("page", page)
                        .query("size", size),
                Message.class);
    }

    public Message mark(UUID id, boolean read) {
        return client.read(Call.patch(PATH + "/" + id).json(Map.of("read", read)), Message.class);
    }

    public Reply<Preferences> preferences() {
        return client.send(Call.get(PREFERENCES), ReplyType.of(Preferences.class));
    }

    public Reply<Preferences> prefer(Preferences preferences, @Nullable String eTag) {
        var body = JsonNodeFactory.instance.objectNode().put("email", preferences.email());
        if (preferences.sms() != null) {
            body.put("sms", preferences.sms().booleanValue());
        }
        if (preferences.phone() != null) {
            body.put("phone", preferences.phone());
        }
        if (preferences.language() != null) {
            body.put("language", preferences.language());
        }
        return client.send(Call.put(PREFERENCES).json(body).ifMatch(eTag), ReplyType.of(Preferences.class));
    }
}
