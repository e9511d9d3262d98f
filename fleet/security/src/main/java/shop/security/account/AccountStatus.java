package shop.security.account;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one {@code user.status.v1} says. */
record AccountStatus(UUID account, boolean disabled, int tokenVersion, Instant time) {

    private static final String TYPE = "user.status.v1";

    /** Twenty times the size of a real one. */
    private static final int MAX_BYTES = 16 * 1024;

    /**
     * Reads an envelope by its content alone; no header of the record has a say.
     *
     * @return null if it is of another type, which a later version may have good use for
     * @throws RuntimeException of any kind if it cannot be read
     */
    static @Nullable AccountStatus read(byte[] envelope) {
        if (envelope.length > MAX_BYTES) {
            throw new IllegalArgumentException("it has " + envelope.length + " bytes, may have " + MAX_BYTES);
        }
        var root = JsonMapper.shared().readTree(envelope);
        if (!TYPE.equals(root.path("type").stringValue())) {
            return null;
        }
        var data = root.path("data");
        return new AccountStatus(
                UUID.fromString(data.path("userId").stringValue()),
                isDisabled(data.path("status")),
                data.path("tokenVersion").intValue(),
                OffsetDateTime.parse(root.path("time").stringValue()).toInstant());
    }

    private static boolean isDisabled(JsonNode status) {
        return switch (status.stringValue()) {
            case "DISABLED" -> true;
            case "ACTIVE" -> false;
            default -> throw new IllegalArgumentException("status must be ACTIVE or DISABLED");
        };
    }
}
