package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A table, the home of everything on the desk. The first cell of a row leads to what the row is about.
 *
 * @param selection what can be done to several rows at once; null if nothing can
 * @param emptyTitle with {@code emptyText} what would be here, and how it gets there
 */
public record Table(
        String caption,
        List<Column> columns,
        List<Row> rows,
        String emptyTitle,
        String emptyText,
        Paging paging,
        @Nullable Selection selection) {

    /**
     * What can be done to the rows that are chosen; each leads to a page that asks.
     *
     * @param label of the whole choice
     */
    public record Selection(String label, List<Views.Link> actions) {}

    /**
     * A column.
     *
     * @param number whether figures stand in it
     * @param sortHref where the table is sorted by it, if it can be
     * @param sorted {@code ascending} or {@code descending} if it is
     */
    public record Column(
            String label,
            boolean number,
            @Nullable String sortHref,
            @Nullable String sorted) {}

    /**
     * A row.
     *
     * @param choice how it is chosen for what is done to several; null if it cannot be
     */
    public record Row(List<Cell> cells, @Nullable Choice choice) {

        Row chosenAs(UUID id, String label) {
            return new Row(cells, new Choice(id.toString(), label));
        }
    }

    public record Choice(String id, String label) {}

    /**
     * What stands in a place of a table or of a list of facts.
     *
     * @param badge the kind of a state: {@code success}, {@code warning}, ...; null for plain text
     * @param iso of a time, for programs
     */
    public record Cell(
            String text,
            @Nullable String href,
            @Nullable String badge,
            @Nullable String iso) {

        static Cell of(String text) {
            return new Cell(text, null, null, null);
        }

        Cell to(String address) {
            return new Cell(text, address, badge, iso);
        }
    }

    /** Where the pages before and after are; the fragment of the storefront shows it. */
    public record Paging(
            String position,
            @Nullable String previous,
            @Nullable String next) {

        static final Paging NONE = new Paging("", null, null);
    }

    static Row row(Cell... cells) {
        return new Row(List.of(cells), null);
    }

    /** A table without pages. */
    static Table of(Words words, String key, List<Column> columns, List<Row> rows) {
        return new Table(
                words.get(key + ".caption"),
                columns,
                rows,
                words.get(key + ".empty.title"),
                words.get(key + ".empty.text"),
                Paging.NONE,
                null);
    }

    Table with(Paging place) {
        return new Table(caption, columns, rows, emptyTitle, emptyText, place, selection);
    }

    Table choosing(Selection actions) {
        return new Table(caption, columns, rows, emptyTitle, emptyText, paging, actions);
    }

    /** The columns of a table; a name that begins with {@code #} is that of figures. */
    static List<Column> columns(Words words, String... keys) {
        var columns = new ArrayList<Column>();
        for (var key : keys) {
            var number = key.startsWith("#");
            columns.add(new Column(words.get("desk.column." + (number ? key.substring(1) : key)), number, null, null));
        }
        return List.copyOf(columns);
    }
}
