package shop.inventory.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.KeyedRequest;
import shop.http.paging.Paged;
import shop.http.problem.InvalidRequestException;
import shop.http.query.AcceptsQuery;
import shop.http.text.MultiLine;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.inventory.application.AdjustStock;
import shop.inventory.application.AdjustStock.Change;
import shop.inventory.application.CheckLedger;
import shop.inventory.application.FindStock;
import shop.inventory.application.Ledger;
import shop.inventory.config.InventoryProperties;
import shop.inventory.domain.Adjustment;
import shop.inventory.domain.Drift;
import shop.inventory.domain.Movement;
import shop.inventory.domain.ProductId;
import shop.inventory.domain.Stock;
import shop.platform.audit.AuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

@RestController
@RequestMapping("/api/inventory")
class InventoryController {

    private static final int MOST_PRODUCTS = 100;

    private final FindStock findStock;
    private final AdjustStock adjustStock;
    private final AuditLog audit;
    private final CheckLedger checkLedger;
    private final InventoryProperties properties;

    InventoryController(
            FindStock findStock,
            AdjustStock adjustStock,
            AuditLog audit,
            CheckLedger checkLedger,
            InventoryProperties properties) {
        this.findStock = findStock;
        this.adjustStock = adjustStock;
        this.audit = audit;
        this.checkLedger = checkLedger;
        this.properties = properties;
    }

    @GetMapping("/{productId}")
    @Refuses("404 stock_not_found")
    @Operation(summary = "The stock of a product; administrators see also what is held")
    ResponseEntity<StockBody> one(@PathVariable UUID productId, @AuthenticationPrincipal @Nullable Caller caller) {
        var stock = findStock.find(new ProductId(productId));
        var admin = caller != null && caller.isAdmin();
        return ETags.okByRole(stock.version(), admin, admin ? StockBody.forAdmins(stock) : StockBody.forAll(stock));
    }

    @GetMapping(params = {"productIds", "productIds!="})
    @Operation(summary = "The stock of several products; administrators see also what is held")
    StockList several(@RequestParam List<UUID> productIds, @AuthenticationPrincipal @Nullable Caller caller) {
        if (productIds.size() > MOST_PRODUCTS) {
            throw new InvalidRequestException(
                    "productIds",
                    "too_many",
                    "must name at most " + MOST_PRODUCTS + " products, names " + productIds.size());
        }
        var admin = caller != null && caller.isAdmin();
        return new StockList(
                findStock.findAll(productIds.stream().map(ProductId::new).toList()).stream()
                        .map(stock -> admin ? StockBody.forAdmins(stock) : StockBody.forAll(stock))
                        .toList());
    }

    @GetMapping
    @AcceptsQuery("productIds")
    @Operation(summary = "The stock of all products")
    PageBody<StockBody> list(
            @RequestParam(defaultValue = "false") boolean lowStock,
            @Parameter(
                            description =
                                    "Only what has no more than this available; with lowStock=true instead of the setting")
                    @RequestParam(required = false)
                    @PositiveOrZero @Nullable Long threshold,
            @Paged(
                            sort = {"sku", "available", "onHand", "held"},
                            by = "sku")
                    PageQuery query) {
        var usual = lowStock ? (Long) properties.lowStock() : null;
        return findStock.page(threshold == null ? usual : threshold, query).map(StockBody::forAdmins);
    }

    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    @PatchMapping("/{productId}")
    @Refuses({"404 stock_not_found", "409 insufficient_stock"})
    @Operation(summary = "Correct the stock of a product, by a difference or to a count")
    ResponseEntity<StockBody> adjust(
            @PathVariable UUID productId,
            @Valid @RequestBody StockChange body,
            KeyedRequest request,
            IfMatch ifMatch,
            @AuthenticationPrincipal Caller caller) {
        var change = body.change();
        return request.inTransaction(operation -> {
            var adjusted = adjustStock.adjust(new AdjustStock.Command(
                    new ProductId(productId),
                    change,
                    new Adjustment(operation.value(), caller.id(), body.reason()),
                    ifMatch::require));
            var stock = adjusted.stock();
            if (!adjusted.repeated()) {
                audit.record("stock.adjusted", "product", productId.toString(), details(adjusted));
            }
            return ETags.okByRole(stock.version(), true, StockBody.forAdmins(stock));
        });
    }

    private static Map<String, String> details(AdjustStock.Adjusted adjusted) {
        return Map.of(
                "from",
                String.valueOf(adjusted.before()),
                "to",
                String.valueOf(adjusted.stock().onHand()));
    }

    /** The last look of any instance; {@code checkedAt} says when that was. */
    @GetMapping("/ledger")
    @Operation(summary = "Whether the movements of each product add up to its stock, by the last check")
    LedgerBody ledger() {
        return LedgerBody.of(checkLedger.last());
    }

    @GetMapping("/{productId}/movements")
    @Refuses("404 stock_not_found")
    @Operation(summary = "What changed the stock of a product, the newest first")
    PageBody<MovementBody> movements(@PathVariable UUID productId, @Paged(cursor = true) PageQuery query) {
        return findStock.movements(new ProductId(productId), query).map(MovementBody::of);
    }

    /** In the order that was asked for. */
    record StockList(List<StockBody> items) {}

    /** Either {@code {delta, reason}} or {@code {onHand, reason?}}. */
    record StockChange(
            @Nullable @Min(-MOST) @Max(MOST) Long delta,
            // A count below zero is the conflict that one below what is held is, and that a delta below zero is.
            @Nullable @Min(-MOST) @Max(MOST) Long onHand,
            @Nullable @Size(max = 500) @MultiLine String reason) {

        /** Far above any stock, far below where a sum of them would leave a long. */
        private static final long MOST = 1_000_000_000_000L;

        Change change() {
            if (delta != null && onHand == null) {
                if (reason == null || reason.isBlank()) {
                    throw new InvalidRequestException("reason", "required", "a delta needs a reason for the ledger");
                }
                return new Change.By(delta);
            }
            if (onHand != null && delta == null) {
                return new Change.To(onHand);
            }
            throw new InvalidRequestException("delta", "exactly_one", "give either delta or onHand");
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StockBody(
            UUID productId,
            String sku,
            long available,
            @Nullable Long onHand,
            @Nullable Long held,
            @Nullable Long version) {

        static StockBody forAll(Stock stock) {
            return new StockBody(stock.product().value(), stock.sku(), stock.available(), null, null, null);
        }

        static StockBody forAdmins(Stock stock) {
            return new StockBody(
                    stock.product().value(),
                    stock.sku(),
                    stock.available(),
                    stock.onHand(),
                    stock.held(),
                    stock.version());
        }
    }

    record LedgerBody(Instant checkedAt, long products, long driftsTotal, List<DriftBody> drifts) {

        static LedgerBody of(Ledger.Report report) {
            return new LedgerBody(
                    report.checkedAt(),
                    report.products(),
                    report.driftsTotal(),
                    report.drifts().stream().map(DriftBody::of).toList());
        }
    }

    /** What is stored, and what the movements add up to. */
    record DriftBody(UUID productId, String sku, long onHand, long held, long movedOnHand, long movedHeld) {

        static DriftBody of(Drift drift) {
            return new DriftBody(
                    drift.product().value(),
                    drift.sku(),
                    drift.onHand(),
                    drift.held(),
                    drift.movedOnHand(),
                    drift.movedHeld());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MovementBody(
            long version,
            @Schema(implementation = Movement.Kind.class) String kind,
            long onHandChange,
            long heldChange,
            @Nullable UUID orderId,
            @Nullable UUID actor,
            @Nullable String reason,
            Instant at) {

        static MovementBody of(Movement movement) {
            var order = movement.order();
            var adjustment = movement.adjustment();
            return new MovementBody(
                    movement.stockVersion(),
                    movement.kind().name(),
                    movement.onHandChange(),
                    movement.heldChange(),
                    order == null ? null : order.value(),
                    adjustment == null ? null : adjustment.actor(),
                    adjustment == null ? null : adjustment.reason(),
                    movement.at());
        }
    }
}
