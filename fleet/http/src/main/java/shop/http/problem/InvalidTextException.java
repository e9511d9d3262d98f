package shop.http.problem;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/** Thrown while JSON is read, for a text that holds what no text may: becomes the field error {@code invalid_text}. */
public final class InvalidTextException extends MismatchedInputException {

    /** The field error's code, for texts that come in another way too. */
    public static final String CODE = "invalid_text";

    /** @param violation what the field must be, as the end of a sentence */
    public InvalidTextException(JsonParser parser, String violation) {
        super(parser, violation, String.class);
    }
}
