package shop.storefront.admin;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks before something is done that cannot simply be undone. It is a page of its own, so it needs no script.
 *
 * @param question names the object and, of money, the sum
 * @param consequences what will happen
 * @param action where the answer goes, with {@code fields}
 * @param reason the field for a reason, if one is asked for
 * @param cancel where to go instead
 * @param button empty if nothing can be done
 * @param refusal why the last try did not work
 * @param select the field to choose in, if something has to be chosen
 * @param figure the field for a number, if one is asked for
 */
public record Confirmation(
        String question,
        List<String> consequences,
        String action,
        String button,
        List<Hidden> fields,
        @Nullable Reason reason,
        String cancel,
        @Nullable String refusal,
        @Nullable Select select,
        @Nullable Figure figure) {

    Confirmation(
            String question,
            List<String> consequences,
            String action,
            String button,
            List<Hidden> fields,
            @Nullable Reason reason,
            String cancel,
            @Nullable String refusal) {
        this(question, consequences, action, button, fields, reason, cancel, refusal, null, null);
    }

    /** A field to choose one thing of several in. */
    public record Select(String name, String label, List<Views.Option> options) {}

    /** A field for a whole number; the value is as it was typed. */
    public record Figure(String name, String label, String hint, String value) {}

    public record Hidden(String name, String value) {}

    public record Reason(String label, String value, boolean required) {}

    Confirmation refused(String why) {
        return new Confirmation(question, consequences, action, button, fields, reason, cancel, why, select, figure);
    }

    /** Whether there is anything to confirm. */
    boolean isPossible() {
        return !button.isEmpty();
    }

    Confirmation with(Hidden field) {
        return new Confirmation(
                question,
                consequences,
                action,
                button,
                Stream.concat(fields.stream(), Stream.of(field)).toList(),
                reason,
                cancel,
                refusal,
                select,
                figure);
    }

    Confirmation choosing(Select from) {
        return new Confirmation(question, consequences, action, button, fields, reason, cancel, refusal, from, figure);
    }

    Confirmation asking(Figure number, Reason why) {
        return new Confirmation(question, consequences, action, button, fields, why, cancel, refusal, select, number);
    }
}
