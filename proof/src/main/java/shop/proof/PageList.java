package shop.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** All addresses of the storefront and who may ask them, from the list that its own tests hold true. */
public final class PageList {

    private static final String NOBODYS = "019aa5f0-7a00-7000-8000-00000000dead";

    /**
     * A line of the list.
     *
     * @param access {@code public}, {@code user} or {@code admin}
     * @param kind {@code page}, {@code form} or {@code part}
     */
    public record Entry(String method, String path, String access, String kind) {

        private static Entry of(String line) {
            var words = line.split(" ", -1);
            return new Entry(words[0], words[1], words[2], words[3]);
        }

        public boolean isRead() {
            return method.equals("GET");
        }

        /**
         * With something in place of its variables.
         *
         * @param ids by the beginning of the path; the longest counts, and what is of no kind is nobody's
         */
        public String address(Map<String, String> ids) {
            var id = ids.entrySet().stream()
                    .filter(one -> path.startsWith(one.getKey()))
                    .max((one, other) -> Integer.compare(
                            one.getKey().length(), other.getKey().length()))
                    .map(Map.Entry::getValue)
                    .orElse(NOBODYS);
            return path.replaceAll("\\{\\w+:([a-z-]+)\\|[^}]*}", "$1")
                    .replaceAll("\\{service:.*?}}", "order-service")
                    .replaceAll("\\{id}|\\{productId}", id)
                    .replaceAll("\\{\\w+}", "x");
        }
    }

    private PageList() {}

    public static List<Entry> read() {
        try {
            return Files.readAllLines(Fleet.root().resolve("storefront/pages.txt")).stream()
                    .map(Entry::of)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
