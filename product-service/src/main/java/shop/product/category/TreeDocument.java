package shop.product.category;

import java.util.List;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The whole tree as MongoDB stores it: one document, so that one guarded write decides about slugs, parents and cycles alike, which no
 * write of a single category could without a transaction.
 */
@Document(Categories.COLLECTION)
record TreeDocument(@Id String id, long version, List<Category> categories) {

    static final String ID = "tree";

    static TreeDocument of(Tree tree) {
        return new TreeDocument(ID, tree.version(), tree.categories());
    }

    Tree tree() {
        return new Tree(version, categories);
    }
}
