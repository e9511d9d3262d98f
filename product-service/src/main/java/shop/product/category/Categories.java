package shop.product.category;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;
import shop.http.version.IfMatch;
import shop.product.catalog.Catalog;

/** All categories. */
@Component
class Categories {

    static final String COLLECTION = "categories";

    /** How often a change is tried again when another came first: as often as that happens, another one got its way. */
    private static final int TRIES = 20;

    private final MongoTemplate mongo;
    private final Catalog catalog;
    private final KnownCategories known;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Categories(MongoTemplate mongo, Catalog catalog, KnownCategories known, Clock clock) {
        this.mongo = mongo;
        this.catalog = catalog;
        this.known = known;
        this.clock = clock;
    }

    Tree tree() {
        var stored = mongo.findById(TreeDocument.ID, TreeDocument.class);
        return stored == null ? Tree.EMPTY : stored.tree();
    }

    /** Returns the tree and the id of what is new in it. */
    Added add(String slug, String name, @Nullable UUID parentId) {
        var now = now();
        var added = new Category(ids.generate(), slug, name, parentId, 1, now, now);
        return new Added(change(tree -> tree.with(added)), added.id());
    }

    /** A new category and the tree that has it. */
    record Added(Tree tree, UUID id) {}

    Tree change(UUID id, IfMatch ifMatch, Function<Category, Tree.Wish> change) {
        return change(tree -> tree.changed(id, ifMatch, change, now()));
    }

    /** Products may name slugs that are no categories, so one that comes in between is no harm. */
    void remove(UUID id, IfMatch ifMatch) {
        change(tree -> {
            var removed = tree.get(id);
            if (catalog.isUsed(removed.slug())) {
                throw new CategoryException.NotEmpty(removed.slug(), "products");
            }
            return tree.without(id, ifMatch);
        });
    }

    private Tree change(UnaryOperator<Tree> change) {
        for (var tries = 0; tries < TRIES; tries++) {
            var current = tree();
            var next = change.apply(current);
            if (next.equals(current) || save(current, next)) {
                known.learn(next);
                return next;
            }
        }
        throw new OptimisticLockingFailureException("the categories were changed by others " + TRIES + " times");
    }

    private boolean save(Tree current, Tree next) {
        if (current.version() == 0) {
            try {
                mongo.insert(TreeDocument.of(next));
                return true;
            } catch (DuplicateKeyException made) {
                return false;
            }
        }
        var unchanged = query(where("_id").is(TreeDocument.ID).and("version").is(current.version()));
        var update = new Update().set("version", next.version()).set("categories", next.categories());
        return mongo.updateFirst(unchanged, update, TreeDocument.class).getMatchedCount() > 0;
    }

    /** In milliseconds, as MongoDB keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
