package shop.proof.measure;

import java.util.Comparator;

/**
 * Something that only ever grows.
 *
 * @param name what it counts within its kind: a database, a topic, a route
 */
public record Counter(Kind kind, String name) implements Comparable<Counter> {

    private static final Comparator<Counter> ORDER =
            Comparator.comparing(Counter::kind).thenComparing(Counter::name);

    @Override
    public int compareTo(Counter other) {
        return ORDER.compare(this, other);
    }

    /** In the order in which a table shows them. */
    public enum Kind {
        COMMITS("PostgreSQL commits"),
        ROLLBACKS("PostgreSQL rollbacks"),
        STATEMENTS("SQL statements"),
        WAL("WAL bytes without page images"),
        PAGE_IMAGES("WAL page images, bytes"),
        RECORDS("Kafka records"),
        DELIVERIES("deliveries to consumer groups"),
        OFFSET_COMMITS("records of offset commits"),
        REQUESTS("HTTP requests"),
        EXCEPTIONS("exceptions made"),
        CPU("CPU ms");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
