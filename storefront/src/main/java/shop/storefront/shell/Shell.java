package shop.storefront.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frame around every page.
 *
 * @param shopName the shop's name
 * @param title of the page, without the shop's name
 * @param description for search engines; null where none should look
 * @param canonical the page's one address, whatever parameters it was asked with
 * @param language of the page
 * @param theme {@code light} or {@code dark} if the visitor chose one
 * @param xsrf what every form sends back in {@code _xsrf}; null for who is not signed in
 * @param cartCount how many things are in the cart; null if that is not known now
 * @param unread how many messages were not read yet; null if that is not known now
 * @param categories the top ones
 * @param here where to come back to after choosing a language or a theme
 * @param notice what has just been done, as the key of a message
 * @param undo the key of what undoes it; null if nothing does
 * @param assets addresses of style and script
 */
public record Shell(
        String shopName,
        String title,
        @Nullable String description,
        String canonical,
        String language,
        @Nullable String theme,
        boolean signedIn,
        boolean admin,
        @Nullable String xsrf,
        @Nullable Integer cartCount,
        @Nullable Long unread,
        List<Link> categories,
        String here,
        @Nullable String notice,
        @Nullable String undo,
        Assets.Addresses assets) {

    /** A name that leads somewhere. */
    public record Link(String name, String href) {}
}
