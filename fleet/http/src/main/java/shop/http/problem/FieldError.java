package shop.http.problem;

/**
 * One entry of a problem's {@code errors}.
 *
 * @param field the path in the request, for example {@code items[0].quantity}
 * @param code stable, in snake case, for example {@code must_be_positive}
 * @param message for a person
 */
public record FieldError(String field, String code, String message) {}
