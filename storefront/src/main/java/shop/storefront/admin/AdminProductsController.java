package shop.storefront.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.kernel.Money;
import shop.sdk.Catalog;
import shop.sdk.ProblemException;
import shop.storefront.admin.Confirmation.Hidden;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.Chip;
import shop.storefront.admin.Views.Input;
import shop.storefront.admin.Views.Link;
import shop.storefront.admin.Views.ListView;
import shop.storefront.admin.Views.Search;
import shop.storefront.shell.Format;
import shop.storefront.shell.Visitor;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Products: found, changed, archived. Who was slower than somebody else sees both versions and chooses. */
@Controller
class AdminProductsController {

    private static final String PATH = "/admin/products";
    private static final int ROWS = 25;
    private static final int STALE = 412;

    private final Desk desk;
    private final UndoOffers undo;

    AdminProductsController(Desk desk, UndoOffers undo) {
        this.desk = desk;
        this.undo = undo;
    }

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String category,
            @RequestParam(defaultValue = "0") int page,
            Visitor visitor) {
        var words = desk.words(visitor);
        var query = Query.of(PATH).with("q", q).with("category", category);
        var found = visitor.shop()
                .catalog()
                .search(new Catalog.Search(
                        q.isBlank() ? null : q,
                        category.isBlank() ? null : category,
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        Math.max(0, page),
                        ROWS));
        var table = Table.of(
                        words,
                        "desk.products",
                        Table.columns(words, "product", "sku", "#available", "#price", "categories"),
                        found.items().stream()
                                .map(product -> row(product, words))
                                .toList())
                .with(AdminStockController.paging(found.page(), found.totalPages(), query, words))
                .choosing(new Table.Selection(
                        words.get("desk.bulk.choose"),
                        List.of(
                                new Link(words.get("desk.product.categorize"), AdminBulkController.CATEGORIZE),
                                new Link(words.get("desk.product.archive"), AdminBulkController.ARCHIVE))));
        var chips = new ArrayList<Chip>();
        if (!q.isBlank()) {
            chips.add(new Chip(q, query.with("q", null).address()));
        }
        if (!category.isBlank()) {
            chips.add(new Chip(category, query.with("category", null).address()));
        }
        var view = new ListView(
                words.get("desk.nav.products"),
                null,
                List.of(
                        Action.main(words.get("desk.product.new"), PATH + "/new"),
                        Action.open(words.get("desk.nav.imports"), PATH + "/import"),
                        Action.open(words.get("desk.product.export"), "/api/products/export")),
                new Search(
                        PATH,
                        List.of(
                                new Input("q", words.get("desk.products.q"), "search", q, List.of()),
                                new Input(
                                        "category", words.get("desk.column.category"), "search", category, List.of())),
                        List.of()),
                chips,
                List.of(table));
        return desk.page("list", Section.PRODUCTS, view.title(), view, visitor);
    }

    private static Table.Row row(Catalog.Product product, Words words) {
        var availability = product.availability();
        return Table.row(
                        words.text(product.name()).to(PATH + "/" + product.id()),
                        words.text(product.sku()),
                        availability == null ? words.text(null) : words.figure(availability.available()),
                        words.sum(product.price()),
                        words.text(
                                String.join(", ", Objects.requireNonNullElse(product.categories(), List.<String>of()))))
                .chosenAs(product.id(), words.get("desk.product.choose", product.name()));
    }

    /**
     * A product's form.
     *
     * @param version what the form was made from; it is refused if the product has changed since
     * @param theirs what somebody else has made of it meanwhile
     */
    public record ProductView(
            String title,
            Link back,
            String action,
            Fields fields,
            String version,
            boolean isNew,
            @Nullable String refusal,
            @Nullable Theirs theirs,
            List<Action> actions,
            List<String> images) {}

    /** As they were typed. Attributes stand one in a line: {@code colour: blue}. */
    public record Fields(
            String sku,
            String name,
            String description,
            String price,
            String currency,
            String categories,
            String attributes,
            String stock) {

        static final Fields NONE = new Fields("", "", "", "", "EUR", "", "", "0");

        static Fields of(Catalog.Product product) {
            return new Fields(
                    product.sku(),
                    product.name(),
                    Objects.requireNonNullElse(product.description(), ""),
                    Format.plain(product.price()),
                    product.price().currency().getCurrencyCode(),
                    String.join(", ", Objects.requireNonNullElse(product.categories(), List.<String>of())),
                    AttributeLines.of(product.attributes()),
                    "");
        }

        /** As a request has them; what is empty is taken away. */
        ObjectNode body(Money amount, boolean isNew) {
            var body = JsonNodeFactory.instance.objectNode();
            if (isNew) {
                body.put("sku", sku.strip());
            }
            body.put("name", name.strip());
            if (!description.isBlank()) {
                body.put("description", description.replace("\r\n", "\n"));
            } else if (!isNew) {
                body.putNull("description");
            }
            body.putObject("price")
                    .put("amountMinor", amount.amountMinor())
                    .put("currency", amount.currency().getCurrencyCode());
            var list = body.putArray("categories");
            for (var slug : categories.split(",", -1)) {
                if (!slug.isBlank()) {
                    list.add(slug.strip());
                }
            }
            body.set("attributes", AttributeLines.read(attributes));
            if (isNew && !stock.isBlank()) {
                body.put("initialStock", Long.parseLong(stock.strip()));
            }
            return body;
        }
    }

    /**
     * The other version, field by field where it differs from what was typed.
     *
     * @param version to save over it all the same
     */
    public record Theirs(Table differences, String version) {}

    @AcceptsQuery("*")
    @GetMapping(PATH + "/new")
    ModelAndView create(Visitor visitor) {
        return form(null, Fields.NONE, "", null, null, List.of(), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/new")
    ModelAndView create(@RequestParam Map<String, String> form, Visitor visitor) {
        var fields = fields(form);
        var amount = amount(fields);
        var words = desk.words(visitor);
        if (amount == null) {
            return form(null, fields, "", words.get("desk.product.price"), null, List.of(), visitor);
        }
        try {
            var made = visitor.shop().catalog().create(fields.body(amount, true), form.get("key"));
            return Desk.done(PATH + "/" + made.body().id(), "desk-created");
        } catch (ProblemException refusal) {
            if (refusal.isSignedOut() || refusal.isOutage()) {
                throw refusal;
            }
            return form(null, fields, "", words.refusal(refusal), null, List.of(), visitor);
        } catch (IllegalArgumentException unreadable) {
            return form(
                    null,
                    fields,
                    "",
                    words.get("desk.product.unreadable", Objects.toString(unreadable.getMessage())),
                    null,
                    List.of(),
                    visitor);
        }
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}")
    ModelAndView edit(@PathVariable UUID id, Visitor visitor) {
        var reply = visitor.shop().catalog().product(id);
        var product = reply.body();
        return form(
                id,
                Fields.of(product),
                Objects.requireNonNullElse(reply.eTag(), ""),
                null,
                null,
                images(product),
                visitor);
    }

    private static List<String> images(Catalog.Product product) {
        return Objects.requireNonNullElse(product.images(), List.of());
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}")
    ModelAndView save(@PathVariable UUID id, @RequestParam Map<String, String> form, Visitor visitor) {
        var words = desk.words(visitor);
        var fields = fields(form);
        var version = form.getOrDefault("version", "");
        var amount = amount(fields);
        if (amount == null) {
            return form(id, fields, version, words.get("desk.product.price"), null, List.of(), visitor);
        }
        try {
            visitor.shop().catalog().patch(id, fields.body(amount, false), version.isBlank() ? null : version);
            return Desk.done(PATH + "/" + id, "desk-saved");
        } catch (ProblemException refusal) {
            if (refusal.status() == STALE) {
                return stale(id, fields, version, visitor);
            }
            if (refusal.isSignedOut() || refusal.isOutage() || refusal.isNotFound()) {
                throw refusal;
            }
            return form(id, fields, version, words.refusal(refusal), null, List.of(), visitor);
        } catch (IllegalArgumentException unreadable) {
            return form(
                    id,
                    fields,
                    version,
                    words.get("desk.product.unreadable", Objects.toString(unreadable.getMessage())),
                    null,
                    List.of(),
                    visitor);
        }
    }

    /** Nothing of either version is lost: theirs is stored, ours is in the form. */
    private ModelAndView stale(UUID id, Fields ours, String version, Visitor visitor) {
        var words = desk.words(visitor);
        var reply = visitor.shop().catalog().product(id);
        var theirs = Fields.of(reply.body());
        var rows = new ArrayList<Table.Row>();
        difference(rows, "name", ours.name(), theirs.name(), words);
        difference(rows, "description", ours.description().replace("\r\n", "\n"), theirs.description(), words);
        difference(rows, "price", ours.price(), theirs.price(), words);
        difference(rows, "currency", ours.currency(), theirs.currency(), words);
        difference(rows, "categories", ours.categories(), theirs.categories(), words);
        difference(rows, "attributes", ours.attributes().replace("\r\n", "\n"), theirs.attributes(), words);
        var table = Table.of(words, "desk.differences", Table.columns(words, "field", "yours", "theirs"), rows);
        var other = new Theirs(table, Objects.requireNonNullElse(reply.eTag(), ""));
        return form(id, ours, version, words.get("desk.product.stale"), other, images(reply.body()), visitor);
    }

    private static void difference(List<Table.Row> rows, String field, String ours, String theirs, Words words) {
        if (!ours.strip().equals(theirs.strip())) {
            rows.add(Table.row(words.text(words.get("desk.column." + field)), words.text(ours), words.text(theirs)));
        }
    }

    private ModelAndView form(
            @Nullable UUID id,
            Fields fields,
            String version,
            @Nullable String refusal,
            @Nullable Theirs theirs,
            List<String> images,
            Visitor visitor) {
        var words = desk.words(visitor);
        var actions = id == null
                ? List.<Action>of()
                : List.of(
                        Action.open(words.get("desk.product.see"), "/p/" + id),
                        Action.open(words.get("desk.nav.stock"), "/admin/stock/" + id),
                        Action.danger(words.get("desk.product.archive"), PATH + "/" + id + "/archive"));
        var view = new ProductView(
                id == null ? words.get("desk.product.new") : fields.name(),
                new Link(words.get("desk.nav.products"), PATH),
                id == null ? PATH + "/new" : PATH + "/" + id,
                fields,
                id == null ? Desk.newKey() : version,
                id == null,
                refusal,
                theirs,
                actions,
                images);
        var status = theirs != null
                ? HttpStatus.PRECONDITION_FAILED
                : refusal == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
        return desk.page("product", Section.PRODUCTS, view.title(), view, visitor, status);
    }

    private static Fields fields(Map<String, String> form) {
        return new Fields(
                form.getOrDefault("sku", ""),
                form.getOrDefault("name", ""),
                form.getOrDefault("description", ""),
                form.getOrDefault("price", ""),
                form.getOrDefault("currency", ""),
                form.getOrDefault("categories", ""),
                form.getOrDefault("attributes", ""),
                form.getOrDefault("stock", ""));
    }

    private static @Nullable Money amount(Fields fields) {
        try {
            var like = Money.of(0, fields.currency().strip().toUpperCase(Locale.ROOT));
            var minor = AdminPaymentsController.minor(fields.price(), like);
            return minor == null || minor < 0 ? null : new Money(minor, like.currency());
        } catch (IllegalArgumentException _) {
            return null; // no currency
        }
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/images")
    ModelAndView addImage(
            @PathVariable UUID id, @RequestParam(required = false) @Nullable MultipartFile file, Visitor visitor)
            throws IOException {
        var words = desk.words(visitor);
        if (file == null || file.isEmpty()) {
            return refusedImage(id, words.get("desk.product.no-image"), visitor);
        }
        try {
            Desk.operations(visitor)
                    .addImage(
                            id,
                            file.getBytes(),
                            Objects.requireNonNullElse(file.getOriginalFilename(), "picture"),
                            Objects.requireNonNullElse(file.getContentType(), "application/octet-stream"));
        } catch (ProblemException refusal) {
            if (refusal.isSignedOut() || refusal.isOutage() || refusal.isNotFound()) {
                throw refusal;
            }
            return refusedImage(id, words.refusal(refusal), visitor);
        }
        return Desk.done(PATH + "/" + id, "desk-image");
    }

    private ModelAndView refusedImage(UUID id, String why, Visitor visitor) {
        var reply = visitor.shop().catalog().product(id);
        var product = reply.body();
        return form(
                id,
                Fields.of(product),
                Objects.requireNonNullElse(reply.eTag(), ""),
                why,
                null,
                images(product),
                visitor);
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/archive")
    ModelAndView askToArchive(@PathVariable UUID id, Visitor visitor) {
        return desk.ask(Section.PRODUCTS, archiving(id, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/archive")
    ModelAndView archive(@PathVariable UUID id, @RequestParam(defaultValue = "") String version, Visitor visitor) {
        return desk.doIt(
                Section.PRODUCTS,
                () -> archiving(id, visitor),
                () -> visitor.shop().catalog().archive(id, version.isBlank() ? null : version),
                () -> undo.done(PATH, "desk-archived", new Undo.Restore(List.of(id)), visitor),
                visitor);
    }

    private Confirmation archiving(UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var reply = visitor.shop().catalog().product(id);
        return new Confirmation(
                words.get(
                        "desk.product.archive.question",
                        reply.body().name(),
                        reply.body().sku()),
                List.of(words.get("desk.product.archive.consequence")),
                PATH + "/" + id + "/archive",
                words.get("desk.product.archive"),
                List.of(new Hidden("version", Objects.requireNonNullElse(reply.eTag(), ""))),
                null,
                PATH + "/" + id,
                null);
    }
}
