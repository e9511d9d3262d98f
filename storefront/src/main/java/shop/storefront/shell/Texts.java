package shop.storefront.shell;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import shop.sdk.ProblemException;

/** Words from the message files, in the visitor's language. */
public final class Texts {

    private final MessageSource messages;
    private final Locale locale;

    public Texts(MessageSource messages, Locale locale) {
        this.messages = messages;
        this.locale = locale;
    }

    public String get(String key, Object... values) {
        return messages.getMessage(key, values, locale);
    }

    public @Nullable String find(String key) {
        return messages.getMessage(key, null, null, locale);
    }

    /** What a refusal says to the visitor: our words for its code, else the service's own. */
    public String refusal(ProblemException problem) {
        var known = find("error." + problem.code());
        return known == null ? problem.detail() : known;
    }

    /** The same for one field. */
    public String fieldError(ProblemException.FieldProblem error) {
        var known = find("field." + (error.code().equals("country") ? "unknown_country" : error.code()));
        return known == null ? error.message() : known;
    }
}
