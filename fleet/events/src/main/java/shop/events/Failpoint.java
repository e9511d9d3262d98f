package shop.events;

import java.util.Locale;

/** Where a process may be made to end, to show that nothing is lost there. */
enum Failpoint {
    /** All is written, and none of it is committed. */
    BEFORE_COMMIT,
    /** The change and its events are stored, and no event has left. */
    AFTER_COMMIT,
    /** Kafka has an event that the outbox still holds. */
    AFTER_SEND,
    /** A listener has done its work, and the offset is not committed. */
    AFTER_EFFECT;

    /** As it is called in settings, such as {@code before-commit}. */
    String setting() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
