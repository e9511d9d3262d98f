package shop.product.category;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.json.StrictJson;
import shop.http.problem.InvalidRequestException;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.platform.audit.DocumentAuditLog;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/categories")
class CategoryController {

    private static final String CATEGORY = "category";

    private final Categories categories;
    private final StrictJson json;
    private final DocumentAuditLog audit;

    CategoryController(Categories categories, StrictJson json, DocumentAuditLog audit) {
        this.categories = categories;
        this.json = json;
        this.audit = audit;
    }

    record CategoryRequest(
            @NotNull @Size(max = 64) @Pattern(regexp = "[a-z0-9]++(?:-[a-z0-9]++)*+")
            String slug,

            @NotBlank @Size(max = 200) String name,

            @Nullable UUID parentId) {}

    /** @param path the slugs from the top down to this one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CategoryView(
            UUID id,
            String slug,
            String name,
            @Nullable UUID parentId,
            List<String> path,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        static CategoryView of(Category category, List<String> path) {
            return new CategoryView(
                    category.id(),
                    category.slug(),
                    category.name(),
                    category.parentId(),
                    path,
                    category.version(),
                    category.createdAt(),
                    category.updatedAt());
        }
    }

    /** All of them: a tree in pages is of no use to anybody. */
    record CategoryTreeView(List<CategoryView> items) {}

    @GetMapping
    @Operation(summary = "The whole tree of categories, each before those below it")
    ResponseEntity<CategoryTreeView> tree() {
        var tree = categories.tree();
        var items = tree.paths().entrySet().stream()
                .map(entry -> CategoryView.of(entry.getKey(), entry.getValue()))
                .toList();
        return ETags.ok(tree.version(), new CategoryTreeView(items));
    }

    @GetMapping("/{id}")
    @Refuses("404 category_not_found")
    @Operation(summary = "One category with its place in the tree")
    ResponseEntity<CategoryView> get(@PathVariable UUID id) {
        return answer(categories.tree(), id, ResponseEntity.ok());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses({"409 slug_taken", "409 category_limit"})
    @Operation(summary = "Make a category, at the top or below another")
    ResponseEntity<CategoryView> add(@Valid @RequestBody CategoryRequest body) {
        var added = audit.record(
                "category.created",
                CATEGORY,
                body.slug(),
                () -> categories.add(body.slug(), body.name(), body.parentId()),
                done -> Optional.of(Map.of("id", done.id().toString())));
        return answer(added.tree(), added.id(), ResponseEntity.created(URI.create("/api/categories/" + added.id())));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, StrictJson.MERGE_PATCH})
    @Refuses({"404 category_not_found", "409 category_cycle", "409 category_limit"})
    @Operation(summary = "Rename a category or move it, by a JSON Merge Patch; its slug stays")
    ResponseEntity<CategoryView> patch(
            @PathVariable UUID id,
            IfMatch ifMatch,
            @Parameter(schema = @Schema(implementation = CategoryRequest.class)) @RequestBody JsonNode patch) {
        var before = new AtomicReference<Category>();
        var changed = audit.record(
                "category.changed",
                CATEGORY,
                id.toString(),
                () -> categories.change(id, ifMatch, current -> {
                    before.set(current);
                    return wish(current, patch);
                }),
                tree -> details(before.get(), tree.get(id)));
        return answer(changed, id, ResponseEntity.ok());
    }

    private Tree.Wish wish(Category current, JsonNode patch) {
        var wanted = json.patch(
                new CategoryRequest(current.slug(), current.name(), current.parentId()), patch, CategoryRequest.class);
        if (!wanted.slug().equals(current.slug())) {
            throw new InvalidRequestException("slug", "fixed", "products name the category by it, so it stays");
        }
        return new Tree.Wish(wanted.name(), wanted.parentId());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"404 category_not_found", "409 category_not_empty"})
    @Operation(summary = "Remove a category that has no products and none below it")
    void remove(@PathVariable UUID id, IfMatch ifMatch) {
        audit.record("category.removed", CATEGORY, id.toString(), Map.of(), () -> categories.remove(id, ifMatch));
    }

    private static Optional<Map<String, String>> details(Category before, Category after) {
        return before.version() == after.version()
                ? Optional.empty()
                : Optional.of(Map.of(
                        "slug",
                        after.slug(),
                        "parentFrom",
                        String.valueOf(before.parentId()),
                        "parentTo",
                        String.valueOf(after.parentId())));
    }

    private static ResponseEntity<CategoryView> answer(Tree tree, UUID id, ResponseEntity.BodyBuilder response) {
        var category = tree.get(id);
        // The path changes with the place of a category above, which leaves this one's version as it is.
        var tag = ETags.of(category.version(), Long.toString(tree.version()));
        return response.eTag(tag).body(CategoryView.of(category, tree.path(category)));
    }
}
