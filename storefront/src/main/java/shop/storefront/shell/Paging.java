package shop.storefront.shell;

import org.jspecify.annotations.Nullable;

/** Where in a list a page is, with the ways back and on; null where there is none. */
public record Paging(
        String position,
        @Nullable String previous,
        @Nullable String next) {

    /**
     * Of a list whose address takes {@code page}, counted from 1.
     *
     * @param page counted from 0, as the API does
     */
    public static Paging of(String path, int page, int pages, Texts texts, Format format) {
        return new Paging(
                texts.get("paging.position", format.number(page + 1L), format.number(Math.max(pages, 1))),
                page > 0 ? path + "?page=" + page : null,
                page + 1 < pages ? path + "?page=" + (page + 2) : null);
    }
}
