package shop.product.search;

/** What a search refuses. */
public abstract sealed class SearchException extends RuntimeException {

    private SearchException(String message) {
        super(message);
    }

    public static final class PageTooDeep extends SearchException {
        public PageTooDeep() {
            super("Pages reach the first " + ProductSearchEngine.DEEPEST
                    + " products; go on from nextCursor of a page with cursor=, or narrow the search.");
        }
    }

    public static final class BadCursor extends SearchException {
        public BadCursor() {
            super("The cursor is not one of a list with this sort; take nextCursor of an answer with the same sort.");
        }
    }
}
