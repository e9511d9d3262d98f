package shop.product.web;

import org.jspecify.annotations.Nullable;
import shop.platform.paging.PagedAnswer;
import shop.product.reads.PreSerializedJson;

/** A page of products as it is sent; on the wire it is a {@link ProductList}. */
final class CachedPage implements PreSerializedJson, PagedAnswer {

    private final byte[] json;
    private final String eTag;
    private final int page;
    private final int size;
    private final long totalItems;
    private final int totalPages;
    private final @Nullable String nextCursor;

    CachedPage(ProductList list, byte[] json, String eTag) {
        this.json = json;
        this.eTag = eTag;
        this.page = list.page();
        this.size = list.size();
        this.totalItems = list.totalItems();
        this.totalPages = list.totalPages();
        this.nextCursor = list.nextCursor();
    }

    @Override
    public byte[] json() {
        return json;
    }

    String eTag() {
        return eTag;
    }

    @Override
    public int page() {
        return page;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long totalItems() {
        return totalItems;
    }

    @Override
    public int totalPages() {
        return totalPages;
    }

    @Override
    public @Nullable String nextCursor() {
        return nextCursor;
    }
}
