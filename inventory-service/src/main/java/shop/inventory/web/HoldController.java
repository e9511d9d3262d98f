package shop.inventory.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.problem.InvalidRequestException;
import shop.inventory.application.ApplyOrderUpdate;
import shop.inventory.application.FindHolds;
import shop.inventory.application.PlaceHold;
import shop.inventory.application.ReleaseHold;
import shop.inventory.domain.AttemptId;
import shop.inventory.domain.Hold;
import shop.inventory.domain.HoldLine;
import shop.inventory.domain.HoldState;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.ProductId;

/** For other services alone. The order's id is the idempotency key, so a repeat needs no header. */
@RestController
@RequestMapping("/internal/holds")
class HoldController {

    /** Which attempt to place the order asks; a header, so that services of unlike versions understand each other. */
    private static final String ATTEMPT = "Attempt-Id";

    private final PlaceHold placeHold;
    private final ReleaseHold releaseHold;
    private final FindHolds findHolds;
    private final ApplyOrderUpdate applyOrderUpdate;

    HoldController(
            PlaceHold placeHold, ReleaseHold releaseHold, FindHolds findHolds, ApplyOrderUpdate applyOrderUpdate) {
        this.placeHold = placeHold;
        this.releaseHold = releaseHold;
        this.findHolds = findHolds;
        this.applyOrderUpdate = applyOrderUpdate;
    }

    @PostMapping
    ResponseEntity<HoldBody> place(
            @Valid @RequestBody NewHold body, @RequestHeader(name = ATTEMPT, required = false) @Nullable UUID attempt) {
        var hold = placeHold.place(new PlaceHold.Command(
                new OrderId(body.orderId()), attemptId(attempt), body.expiresAt(), body.holdLines()));
        return ResponseEntity.created(URI.create("/internal/holds/" + body.orderId()))
                .body(HoldBody.of(hold));
    }

    @DeleteMapping("/{orderId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void release(@PathVariable UUID orderId, @RequestHeader(name = ATTEMPT, required = false) @Nullable UUID attempt) {
        releaseHold.release(new OrderId(orderId), attemptId(attempt));
    }

    private static @Nullable AttemptId attemptId(@Nullable UUID attempt) {
        return attempt == null ? null : new AttemptId(attempt);
    }

    /** For payment-service's reconciliation, where the order's own step never came; a repeat changes nothing. */
    @PutMapping("/{orderId}/outcome")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void outcome(@PathVariable UUID orderId, @Valid @RequestBody Outcome body) {
        switch (body.outcome()) {
            case SOLD -> applyOrderUpdate.sold(new OrderId(orderId));
            case FREED -> applyOrderUpdate.freed(new OrderId(orderId));
        }
    }

    record Outcome(@NotNull End outcome) {

        enum End {
            SOLD,
            FREED
        }
    }

    /** A question, and by POST only because of the many ids. For payment-service, which holds the answer against orders and money. */
    @PostMapping("/states")
    StatesBody states(@Valid @RequestBody Wanted wanted) {
        return new StatesBody(
                findHolds.find(wanted.orderIds().stream().map(OrderId::new).toList()).stream()
                        .map(StateBody::of)
                        .toList());
    }

    record Wanted(@NotEmpty @Size(max = 500) List<@NotNull UUID> orderIds) {}

    record StatesBody(List<StateBody> items) {}

    record StateBody(UUID orderId, HoldState state, List<StateLine> lines) {

        static StateBody of(Hold hold) {
            return new StateBody(
                    hold.order().value(),
                    hold.state(),
                    hold.lines().stream()
                            .map(line -> new StateLine(line.product().value(), line.quantity()))
                            .toList());
        }
    }

    record StateLine(UUID productId, long quantity) {}

    record NewHold(
            @NotNull UUID orderId,
            @NotNull Instant expiresAt,
            @NotEmpty @Size(max = 1_000) List<@NotNull @Valid Line> lines) {

        List<HoldLine> holdLines() {
            var products = new HashSet<UUID>();
            for (var line : lines) {
                if (!products.add(line.productId())) {
                    throw new InvalidRequestException(
                            "lines", "duplicate", "product " + line.productId() + " has more than one line");
                }
            }
            return lines.stream().map(Line::holdLine).toList();
        }
    }

    record Line(
            @NotNull UUID productId,
            @NotBlank String sku,
            @NotNull @Positive @Max(1_000_000_000) Long quantity) {

        static Line of(HoldLine line) {
            return new Line(line.product().value(), line.sku(), line.quantity());
        }

        HoldLine holdLine() {
            return new HoldLine(new ProductId(productId), sku, quantity);
        }
    }

    record HoldBody(UUID orderId, Instant expiresAt, List<Line> lines) {

        static HoldBody of(Hold hold) {
            return new HoldBody(
                    hold.order().value(),
                    hold.expiresAt(),
                    hold.lines().stream().map(Line::of).toList());
        }
    }
}
