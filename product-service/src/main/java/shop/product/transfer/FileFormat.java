package shop.product.transfer;

import com.fasterxml.jackson.annotation.JsonValue;
import org.springframework.http.MediaType;

/** How a file of products is written. */
enum FileFormat {
    CSV("csv", "text/csv"),
    JSON_LINES("jsonl", "application/x-ndjson");

    private final String word;
    private final String type;

    FileFormat(String word, String type) {
        this.word = word;
        this.type = type;
    }

    @JsonValue
    String word() {
        return word;
    }

    MediaType type() {
        return MediaType.parseMediaType(type);
    }

    /** Of a type that a controller takes. */
    static FileFormat of(MediaType type) {
        return type.equalsTypeAndSubtype(CSV.type()) ? CSV : JSON_LINES;
    }
}
