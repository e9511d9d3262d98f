package shop.product.transfer;

import java.util.List;
import shop.http.json.StrictJson;
import shop.http.problem.InvalidRequestException;
import shop.product.web.ProductRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the product of a line. A line may be as long as a request; what is in it is looked over first, in one quick pass, so that nothing
 * that no product can be (thousands of values, a number of a million digits) costs the time of being bound and validated.
 */
final class LineJson {

    /** A product has some hundreds at most: fields, prices, categories, images and the values of its attributes. */
    private static final int MOST_TOKENS = 2_000;

    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_NUMBER = 100;
    private static final int DEEPEST = 20;

    /** Far above that of a description. */
    static final int LONGEST_TEXT = 10_000;

    static final String TOO_MUCH = "too_much";
    static final String TOO_MUCH_MESSAGE = "has more, longer or deeper values than a product can have";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxTokenCount(MOST_TOKENS)
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();

    private final StrictJson json;

    LineJson(StrictJson json) {
        this.json = json;
    }

    /** @throws InvalidRequestException if it is no product */
    ProductRequest read(String text) {
        lookOver(text);
        try {
            return json.read(text, ProductRequest.class);
        } catch (InvalidRequestException refusal) {
            throw refusal.errors().size() <= ProductLine.MOST_ERRORS
                    ? refusal
                    : new InvalidRequestException(List.copyOf(refusal.errors().subList(0, ProductLine.MOST_ERRORS)));
        }
    }

    /** @throws InvalidRequestException if no product can have so much in it; that it is JSON is not asked for */
    static void lookOver(String text) {
        try (var parser = FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (token == JsonToken.VALUE_STRING) {
                    // Finishes the text, and so finds one that is too long.
                    var _ = parser.getStringLength();
                }
            }
        } catch (StreamConstraintsException tooMuch) {
            throw new InvalidRequestException("", TOO_MUCH, TOO_MUCH_MESSAGE);
        } catch (JacksonException malformed) {
            // Which is said when it is read.
        }
    }
}
