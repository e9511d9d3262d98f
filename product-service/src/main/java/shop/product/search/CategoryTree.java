package shop.product.search;

import java.util.Set;

/** Which categories lie below which. */
@FunctionalInterface
public interface CategoryTree {

    /** Categories without a tree: each is alone. */
    CategoryTree FLAT = Set::of;

    /** The slug itself and those of all categories below it; a slug that nobody made a category of is alone. Asked by every search. */
    Set<String> slugsBelow(String slug);
}
