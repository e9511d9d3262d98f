package shop.product.category;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import shop.http.problem.InvalidRequestException;
import shop.http.version.IfMatch;

/**
 * All categories, as they were at one moment. A change makes another tree, or is refused.
 *
 * @param version rises with every change of any category
 */
record Tree(long version, List<Category> categories) {

    static final Tree EMPTY = new Tree(0, List.of());

    static final int MOST_CATEGORIES = 10_000;
    static final int MOST_LEVELS = 10;

    /** What a category is to be called, and where it is to be. */
    record Wish(String name, @Nullable UUID parentId) {}

    Tree {
        categories = List.copyOf(categories);
    }

    Category get(UUID id) {
        return find(id).orElseThrow(() -> new CategoryException.NotFound(id));
    }

    private Optional<Category> find(UUID id) {
        return categories.stream().filter(category -> category.id().equals(id)).findFirst();
    }

    /** The slugs from the top down to the category itself. */
    List<String> path(Category category) {
        var path = new ArrayList<String>();
        for (var at = Optional.of(category); at.isPresent(); at = parent(at.get())) {
            path.addFirst(at.get().slug());
        }
        return path;
    }

    /** Each with its path, those below one after it. */
    Map<Category, List<String>> paths() {
        var byId = byId();
        var paths = new HashMap<Category, List<String>>();
        for (var category : categories) {
            var path = new ArrayList<String>();
            for (Category at = category; at != null; at = at.parentId() == null ? null : byId.get(at.parentId())) {
                path.addFirst(at.slug());
            }
            paths.put(category, path);
        }
        var sorted = new LinkedHashMap<Category, List<String>>();
        paths.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparing((List<String> path) -> String.join(" ", path))))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** For each slug itself and all below it. */
    Map<String, Set<String>> below() {
        var below = new HashMap<String, Set<String>>();
        paths().forEach((category, path) -> path.forEach(
                above -> below.computeIfAbsent(above, _ -> new HashSet<>()).add(category.slug())));
        below.replaceAll((_, slugs) -> Set.copyOf(slugs));
        return Map.copyOf(below);
    }

    Tree with(Category added) {
        if (categories.stream().anyMatch(category -> category.slug().equals(added.slug()))) {
            throw new CategoryException.SlugTaken(added.slug());
        }
        if (categories.size() >= MOST_CATEGORIES) {
            throw new CategoryException.Limit(MOST_CATEGORIES + " categories");
        }
        requireParent(added.parentId());
        var more = new ArrayList<>(categories);
        more.add(added);
        return next(more);
    }

    /** The same tree if nothing is new. */
    Tree changed(UUID id, IfMatch ifMatch, Function<Category, Wish> change, Instant now) {
        var current = get(id);
        ifMatch.require(current.version());
        var wish = change.apply(current);
        if (wish.equals(new Wish(current.name(), current.parentId()))) {
            return this;
        }
        var changed = current.changedTo(wish.name(), wish.parentId(), now);
        requireParent(wish.parentId());
        for (var at = parent(changed); at.isPresent(); at = parent(at.get())) {
            if (at.get().id().equals(id)) {
                throw new CategoryException.Cycle(
                        current.slug(), parent(changed).orElseThrow().slug());
            }
        }
        return next(categories.stream()
                .map(category -> category.id().equals(id) ? changed : category)
                .toList());
    }

    Tree without(UUID id, IfMatch ifMatch) {
        var removed = get(id);
        ifMatch.require(removed.version());
        if (categories.stream().anyMatch(category -> id.equals(category.parentId()))) {
            throw new CategoryException.NotEmpty(removed.slug(), "categories below it");
        }
        return next(categories.stream()
                .filter(category -> !category.id().equals(id))
                .toList());
    }

    private Tree next(List<Category> changed) {
        var next = new Tree(version + 1, changed);
        if (next.paths().values().stream().anyMatch(path -> path.size() > MOST_LEVELS)) {
            throw new CategoryException.Limit(MOST_LEVELS + " levels");
        }
        return next;
    }

    private void requireParent(@Nullable UUID parentId) {
        if (parentId != null && find(parentId).isEmpty()) {
            throw new InvalidRequestException("parentId", "not_found", "must be the id of a category");
        }
    }

    private Optional<Category> parent(Category category) {
        return Optional.ofNullable(category.parentId()).flatMap(this::find);
    }

    private Map<UUID, Category> byId() {
        var byId = new HashMap<UUID, Category>();
        categories.forEach(category -> byId.put(category.id(), category));
        return byId;
    }
}
