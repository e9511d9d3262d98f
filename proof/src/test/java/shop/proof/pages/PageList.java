package shop.proof.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import shop.proof.Fleet;

/** All addresses of the storefront and who may ask them, from the list that its own tests hold true. */
final class PageList {

    /**
     * A line of the list.
     *
     * @param access {@code public}, {@code user} or {@code admin}
     * @param kind {@code page}, {@code form} or {@code part}
     */
    record Entry(String method, String path, String access, String kind) {

        private static Entry of(String line) {
            var words = line.split(" ", -1);
            return new Entry(words[0], words[1], words[2], words[3]);
        }
    }

    private PageList() {}

    static List<Entry> read() {
        try {
            return Files.readAllLines(Fleet.root().resolve("storefront/pages.txt")).stream()
                    .map(Entry::of)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
