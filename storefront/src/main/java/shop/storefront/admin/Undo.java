package shop.storefront.admin;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What undoes an act. It is an act of its own: the service that does it writes it into its audit log. */
sealed interface Undo {

    /** Puts archived products on sale again. */
    record Restore(List<UUID> products) implements Undo {
        public Restore {
            products = List.copyOf(products);
        }
    }

    /** Adjusts stocks the other way. */
    record Adjust(List<UUID> products, long delta) implements Undo {
        public Adjust {
            products = List.copyOf(products);
        }
    }

    /** Gives or takes the role ADMIN. */
    record MakeAdmin(UUID account, boolean admin) implements Undo {}

    record Enable(UUID account, boolean enabled) implements Undo {}

    /** As a cookie keeps it: words with dots between them. */
    default String written() {
        return switch (this) {
            case Restore restore -> "restore." + dotted(restore.products());
            case Adjust adjust -> "adjust." + adjust.delta() + "." + dotted(adjust.products());
            case MakeAdmin role -> (role.admin() ? "grant." : "revoke.") + role.account();
            case Enable status -> (status.enabled() ? "enable." : "disable.") + status.account();
        };
    }

    private static String dotted(List<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining("."));
    }

    /** Null if nobody wrote that. */
    static @Nullable Undo read(String written) {
        var words = Arrays.asList(written.split("\\.", -1));
        try {
            var ids = words.subList(1, words.size());
            return switch (words.getFirst()) {
                case "restore" -> new Restore(ids.stream().map(UUID::fromString).toList());
                case "adjust" ->
                    new Adjust(
                            ids.subList(1, ids.size()).stream()
                                    .map(UUID::fromString)
                                    .toList(),
                            Long.parseLong(ids.getFirst()));
                case "grant", "revoke" ->
                    new MakeAdmin(
                            UUID.fromString(ids.getFirst()), words.getFirst().equals("grant"));
                case "enable", "disable" ->
                    new Enable(UUID.fromString(ids.getFirst()), words.getFirst().equals("enable"));
                default -> null;
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException _) {
            return null;
        }
    }

    /** Where its effect is seen. */
    default String path() {
        return switch (this) {
            case Restore restore ->
                restore.products().size() == 1
                        ? "/admin/products/" + restore.products().getFirst()
                        : "/admin/products";
            case Adjust adjust ->
                adjust.products().size() == 1
                        ? "/admin/stock/" + adjust.products().getFirst()
                        : "/admin/stock";
            case MakeAdmin role -> "/admin/customers/" + role.account();
            case Enable status -> "/admin/customers/" + status.account();
        };
    }
}
