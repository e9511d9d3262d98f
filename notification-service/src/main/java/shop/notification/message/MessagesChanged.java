package shop.notification.message;

import java.util.Set;
import java.util.UUID;

/** An event inside this instance: it has stored or marked messages of these users. */
public record MessagesChanged(Set<UUID> users) {

    public MessagesChanged {
        users = Set.copyOf(users);
    }
}
