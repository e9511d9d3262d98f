package shop.user.audit;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What somebody who watches over the shop wants to know. Each goes to the logger {@code shop.security} with {@code event=security}, as
 * fields and as text, beside the request's id. Facts are ids and names of ours, so there is nothing personal and nothing to escape.
 */
public enum SecurityEvent {
    LOGIN_FAILED(Level.INFO),
    LOGIN_THROTTLED(Level.WARN),
    REFRESH_REFUSED(Level.INFO),
    REFRESH_FORGED(Level.WARN),
    REFRESH_TOKEN_REUSED(Level.WARN),
    ROLES_CHANGED(Level.WARN),
    ACCOUNT_DISABLED(Level.WARN),
    ACCOUNT_ENABLED(Level.WARN),
    PASSWORD_CHANGED(Level.INFO),
    PASSWORD_RESET_ASKED(Level.INFO),
    PASSWORD_RESET(Level.WARN),
    SIGNING_KEY_ADDED(Level.WARN),
    SIGNING_KEY_ACTIVATED(Level.WARN),
    SIGNING_KEY_RETIRED(Level.WARN);

    private static final Logger log = LoggerFactory.getLogger("shop.security");

    private final Level level;

    SecurityEvent(Level level) {
        this.level = level;
    }

    /**
     * Logs an event of an account.
     *
     * @param account whom it is about; null if nobody has the address that was given
     */
    public void ofAccount(@Nullable UUID account) {
        log(Map.of("account", account == null ? "unknown" : account.toString()));
    }

    public void ofSession(UUID account, UUID session) {
        log(Map.of("account", account.toString(), "session", session.toString()));
    }

    /**
     * Logs what somebody else did to an account.
     *
     * @param by the administrator who did it
     */
    public void ofAccount(UUID account, UUID by) {
        log(Map.of("account", account.toString(), "by", by.toString()));
    }

    public void ofKey(String kid) {
        log(Map.of("kid", kid));
    }

    private void log(Map<String, String> facts) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("event", "security");
        fields.put("action", name().toLowerCase(Locale.ROOT));
        fields.putAll(new TreeMap<>(facts));
        var entry = log.atLevel(level);
        for (var field : fields.entrySet()) {
            entry = entry.addKeyValue(field.getKey(), field.getValue());
        }
        entry.log(fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(" ")));
    }
}
