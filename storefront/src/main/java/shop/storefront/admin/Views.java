package shop.storefront.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the two common kinds of page are made of: a list of things, and one thing. */
final class Views {

    private Views() {}

    /**
     * A list.
     *
     * @param search the fields that narrow it, all of them in its address; null if nothing does
     */
    public record ListView(
            String title,
            @Nullable String lead,
            List<Action> actions,
            @Nullable Search search,
            List<Chip> chips,
            List<Table> tables) {}

    public record Search(String path, List<Input> inputs, List<Confirmation.Hidden> kept) {}

    /**
     * A field of a search.
     *
     * @param type {@code search} or {@code date}; {@code select} has options
     */
    public record Input(String name, String label, String type, String value, List<Option> options) {}

    public record Option(String value, String label, boolean chosen) {}

    /** A filter that is on, and the address without it. */
    public record Chip(String label, String without) {}

    /**
     * One thing.
     *
     * @param back where the list is that it belongs to
     * @param steps what happened to it, the newest last
     */
    public record DetailView(
            String title,
            Link back,
            List<Table.Cell> badges,
            List<Action> actions,
            List<String> warnings,
            List<Fact> facts,
            List<Table> tables,
            @Nullable String text,
            List<Step> steps) {}

    public record Link(String label, String href) {}

    public record Fact(String label, Table.Cell value) {}

    /**
     * Something that can be done.
     *
     * @param kind {@code primary}, {@code danger} or {@code quiet}
     * @param post whether it is done at once; otherwise a page is opened that asks first
     */
    public record Action(String label, String href, String kind, boolean post) {

        static Action open(String label, String href) {
            return new Action(label, href, "quiet", false);
        }

        static Action danger(String label, String href) {
            return new Action(label, href, "danger", false);
        }

        static Action main(String label, String href) {
            return new Action(label, href, "primary", false);
        }

        static Action now(String label, String href) {
            return new Action(label, href, "primary", true);
        }
    }

    /** A step of a timeline, as the storefront's fragment shows it. */
    public record Step(
            String at, String iso, String title, @Nullable String detail) {}
}
