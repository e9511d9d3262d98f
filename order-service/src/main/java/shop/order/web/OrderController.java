package shop.order.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.KeyedRequest;
import shop.http.paging.Paged;
import shop.http.problem.InvalidRequestException;
import shop.http.text.MultiLine;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.order.application.ChangeOrder;
import shop.order.application.FindOrders;
import shop.order.application.GetOrderTimeline;
import shop.order.application.Orders;
import shop.order.application.PlaceOrder;
import shop.order.application.ReviewRisk;
import shop.order.application.Viewer;
import shop.order.domain.CustomerId;
import shop.order.domain.Order;
import shop.order.domain.OrderId;
import shop.order.domain.OrderNumber;
import shop.order.domain.OrderStatus;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

@RestController
@RequestMapping("/api/orders")
class OrderController {

    private final PlaceOrder placeOrder;
    private final ChangeOrder changeOrder;
    private final FindOrders findOrders;
    private final GetOrderTimeline getOrderTimeline;
    private final ReviewRisk reviewRisk;

    OrderController(
            PlaceOrder placeOrder,
            ChangeOrder changeOrder,
            FindOrders findOrders,
            GetOrderTimeline getOrderTimeline,
            ReviewRisk reviewRisk) {
        this.placeOrder = placeOrder;
        this.changeOrder = changeOrder;
        this.findOrders = findOrders;
        this.getOrderTimeline = getOrderTimeline;
        this.reviewRisk = reviewRisk;
    }

    /** The key is claimed before, as the hold comes before the transaction; the answer is stored with the order. */
    @Idempotent
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses({
        "404 product_not_found",
        "409 insufficient_stock",
        "409 price_changed",
        "409 too_many_unpaid_orders",
        "409 too_many_unpaid_units",
        "409 product_unavailable",
        "422 order_empty",
        "422 too_many_lines",
        "422 quantity_too_large",
        "422 mixed_currencies",
        "422 total_too_large",
        "422 amount_not_chargeable",
        "503 dependency_unavailable"
    })
    @Operation(summary = "Place an order and hold its stock until it is paid")
    ResponseEntity<OrderBody> place(
            @Valid @RequestBody NewOrder body,
            @CookieValue(name = "cart", required = false) @Nullable String guestToken,
            KeyedRequest request,
            @AuthenticationPrincipal Caller caller) {
        var command = new PlaceOrder.Command(
                new OrderId(request.claim().value()),
                new CustomerId(caller.id()),
                body.source(guestToken),
                body.shippingAddress().shippingAddress(),
                body.expectedTotal());
        var viewer = viewer(caller);
        return placed(placeOrder.place(command, order -> request.answer(placed(order, viewer))), viewer);
    }

    private static ResponseEntity<OrderBody> placed(Order order, Viewer viewer) {
        return ETags.forCaller(
                ResponseEntity.created(URI.create("/api/orders/" + order.id().value())),
                order.version(),
                OrderBody.of(order, viewer));
    }

    @GetMapping
    @Refuses("403 forbidden")
    @Operation(summary = "The caller's orders; administrators see all")
    PageBody<OrderBody> list(
            @Parameter(description = "The number of an order, in capital or small letters, with or without the dash")
                    @RequestParam
                    @Nullable String q,
            @Parameter(description = "Whose orders; of another account for administrators only") @RequestParam @Nullable UUID userId,
            @RequestParam @Nullable OrderStatus status,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @Paged(
                            sort = {"createdAt", "total"},
                            by = "createdAt,desc",
                            cursor = true)
                    PageQuery query,
            @AuthenticationPrincipal Caller caller) {
        if (from != null && to != null && from.isAfter(to)) {
            throw new InvalidRequestException(
                    "to", "out_of_range", "to: " + to + " (expected: not before " + from + ")");
        }
        var wanted = new Orders.Filter(
                q == null || q.isBlank() ? null : number(q),
                userId == null ? null : new CustomerId(userId),
                status,
                from,
                to);
        var viewer = viewer(caller);
        return findOrders.page(viewer, wanted, query).map(order -> OrderBody.of(order, viewer));
    }

    /** E-mail addresses are user-service's: who looks for the orders of one asks there for the account. */
    private static OrderNumber number(String text) {
        return OrderNumber.parse(text)
                .orElseThrow(() -> new InvalidRequestException(
                        "q",
                        "invalid_value",
                        "is no order number such as 7K3M-9Q4T; for the orders of an e-mail address give the userId of its"
                                + " account, which GET /api/users?email= finds"));
    }

    @GetMapping("/{id}")
    @Refuses("404 order_not_found")
    @Operation(summary = "One order")
    ResponseEntity<OrderBody> one(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
        var viewer = viewer(caller);
        var order = findOrders.find(new OrderId(id), viewer);
        return ETags.okForCaller(
                order.version(),
                viewer.admin()
                        ? OrderBody.of(order, viewer, reviewRisk.assessments(order.id()))
                        : OrderBody.of(order, viewer));
    }

    @PatchMapping("/{id}")
    @Refuses({"403 forbidden", "404 order_not_found", "409 illegal_transition"})
    @Operation(summary = "Change the status of an order; its owner may only cancel it")
    ResponseEntity<OrderBody> move(
            @PathVariable UUID id,
            @Valid @RequestBody StatusChange body,
            IfMatch ifMatch,
            @AuthenticationPrincipal Caller caller) {
        var viewer = viewer(caller);
        var order = changeOrder.move(new OrderId(id), viewer, body.status(), body.reason(), ifMatch::require);
        return ETags.okForCaller(order.version(), OrderBody.of(order, viewer));
    }

    /** Accepted rather than done: of a paid order the money goes back a little later. */
    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Refuses({"404 order_not_found", "409 illegal_transition", "409 concurrent_update"})
    @Operation(summary = "Cancel an order; what was paid is given back a little later")
    ResponseEntity<OrderBody> cancel(
            @PathVariable UUID id,
            @Valid @RequestBody(required = false) @Nullable Cancellation body,
            KeyedRequest request,
            @AuthenticationPrincipal Caller caller) {
        var reason = body == null ? null : body.reason();
        var viewer = viewer(caller);
        return request.inTransaction(_ -> {
            var order = changeOrder.cancel(new OrderId(id), viewer, reason);
            return ETags.forCaller(ResponseEntity.accepted(), order.version(), OrderBody.of(order, viewer));
        });
    }

    @GetMapping("/{id}/timeline")
    @Refuses("404 order_not_found")
    @Operation(
            summary = "What happened to an order, the oldest first; administrators see also by whom, and the events,"
                    + " payments and notifications about it")
    TimelineBody timeline(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
        var order = new OrderId(id);
        return caller.isAdmin()
                ? TimelineBody.of(getOrderTimeline.all(order, viewer(caller)))
                : TimelineBody.ofSteps(getOrderTimeline.steps(order, viewer(caller)));
    }

    private static Viewer viewer(Caller caller) {
        return new Viewer(caller.id(), caller.isAdmin());
    }

    record StatusChange(
            @NotNull OrderStatus status,
            @Nullable @Size(max = 500) @MultiLine String reason) {}

    record Cancellation(
            @Nullable @Size(max = 500) @MultiLine String reason) {}
}
