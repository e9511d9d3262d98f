package shop.storefront.browse;

import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;

/** Addresses of pages. */
public final class Paths {

    private static final int LONGEST_SLUG = 60;

    private Paths() {}

    /** The name stands there for people only: the id finds the product. */
    public static String product(UUID id, String name) {
        var slug = slug(name);
        return slug.isEmpty() ? "/p/" + id : "/p/" + id + "/" + slug;
    }

    static String slug(String name) {
        var words = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        var slug = words.length() > LONGEST_SLUG ? words.substring(0, LONGEST_SLUG) : words;
        return slug.replaceAll("^-+|-+$", "");
    }
}
