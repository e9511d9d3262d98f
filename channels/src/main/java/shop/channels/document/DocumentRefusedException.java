package shop.channels.document;

import java.util.List;
import org.springframework.http.HttpStatus;

/** A query that is not carried out, with the stable code that says why. */
public final class DocumentRefusedException extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final transient List<Place> places;

    /** Where in the document, both from 1. */
    public record Place(int line, int column) {}

    DocumentRefusedException(String code, String message) {
        this(HttpStatus.BAD_REQUEST, code, message, List.of());
    }

    DocumentRefusedException(HttpStatus status, String code, String message, List<Place> places) {
        super(message);
        this.status = status;
        this.code = code;
        this.places = List.copyOf(places);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public List<Place> places() {
        return places;
    }
}
