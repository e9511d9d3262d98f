package shop.web.paging;

/** A body that is one page of a list. The {@code Link} header (RFC 8288) is added to every answer with such a body. */
public interface PagedAnswer {

    int page();

    int size();

    long totalItems();

    int totalPages();
}
