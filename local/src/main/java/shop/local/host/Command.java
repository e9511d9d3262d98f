package shop.local.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is sent to a host, one line of JSON each way. */
final class Command {

    private Command() {}

    enum Verb {
        /** Starts a part and answers when it is up or failed. */
        START,
        /** Stops a part and answers when it is gone. */
        STOP,
        STATES,
        /** Stops what still runs and ends the process; it answers before it ends. */
        EXIT
    }

    /**
     * @param part what to start
     * @param name what to stop
     */
    record Request(
            String secret,
            Verb verb,
            @Nullable PartSpec part,
            @Nullable String name) {

        /** In a time that says nothing of how much of the secret was right. */
        boolean knows(String expected) {
            return MessageDigest.isEqual(
                    Objects.requireNonNullElse(secret, "").getBytes(StandardCharsets.UTF_8),
                    expected.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param failure why it was not done, or null */
    record Response(Map<String, PartState> states, @Nullable String failure) {

        Response {
            states = Map.copyOf(states);
        }
    }
}
