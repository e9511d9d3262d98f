package shop.order.web;

import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.TOO_MANY_REQUESTS;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;
import static org.springframework.http.HttpStatus.UPGRADE_REQUIRED;
import static shop.platform.problem.Problems.problem;

import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.order.application.DependencyUnavailableException;
import shop.order.application.TooManyConnectionsException;
import shop.order.domain.OrderException;
import shop.order.domain.OrderStatus;
import shop.order.domain.Shortage;

/** Says how order-service's own refusals look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class OrderProblems {

    private static final Logger log = LoggerFactory.getLogger(OrderProblems.class);

    /** Seconds: by then a restarted service is back, and an open circuit tries again. */
    private static final String RETRY_AFTER = "5";

    @ExceptionHandler
    ProblemDetail on(OrderException refusal) {
        return switch (refusal) {
            case OrderException.NotFound _ -> problem(NOT_FOUND, "order_not_found", "There is no such order");
            case OrderException.Empty _ -> said(UNPROCESSABLE_CONTENT, "order_empty", refusal);
            case OrderException.TooManyLines _ -> said(UNPROCESSABLE_CONTENT, "too_many_lines", refusal);
            case OrderException.QuantityTooLarge _ -> said(UNPROCESSABLE_CONTENT, "quantity_too_large", refusal);
            case OrderException.MixedCurrencies _ -> said(UNPROCESSABLE_CONTENT, "mixed_currencies", refusal);
            case OrderException.TotalTooLarge _ -> said(UNPROCESSABLE_CONTENT, "total_too_large", refusal);
            case OrderException.AmountNotChargeable amount -> amountNotChargeable(amount);
            case OrderException.TooManyUnpaidOrders many -> tooManyUnpaidOrders(many);
            case OrderException.TooManyUnpaidUnits many -> tooManyUnpaidUnits(many);
            case OrderException.UnknownProduct _ -> said(NOT_FOUND, "product_not_found", refusal);
            case OrderException.ProductUnavailable _ -> said(CONFLICT, "product_unavailable", refusal);
            case OrderException.PriceChanged changed -> priceChanged(changed);
            case OrderException.InsufficientStock insufficient -> insufficientStock(insufficient);
            case OrderException.NotOnHold _ -> said(CONFLICT, "order_not_on_hold", refusal);
            case OrderException.NotYours _ -> said(FORBIDDEN, "forbidden", refusal);
            case OrderException.NotYourOrders _ -> said(FORBIDDEN, "forbidden", refusal);
            case OrderException.IllegalTransition illegal -> illegalTransition(illegal);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(DependencyUnavailableException outage) {
        log.warn("{}: {}", outage.getMessage(), String.valueOf(outage.getCause()));
        return ResponseEntity.status(SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                .body(problem(
                        SERVICE_UNAVAILABLE,
                        "dependency_unavailable",
                        "A part of the shop that this needs is not available; nothing was saved"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(TooManyConnectionsException refusal) {
        var status = refusal.isOfOneCustomer() ? TOO_MANY_REQUESTS : SERVICE_UNAVAILABLE;
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                .body(problem(status, "too_many_connections", "Too many " + String.valueOf(refusal.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(LiveController.UpgradeRequiredException refusal) {
        return ResponseEntity.status(UPGRADE_REQUIRED)
                .header(HttpHeaders.UPGRADE, "websocket")
                .body(problem(UPGRADE_REQUIRED, "upgrade_required", "This path is for WebSockets"));
    }

    /** Our refusals' messages are written for clients: they name what was asked for and nothing of the inside. */
    private static ProblemDetail said(HttpStatus status, String code, OrderException refusal) {
        return problem(status, code, String.valueOf(refusal.getMessage()));
    }

    private static ProblemDetail tooManyUnpaidOrders(OrderException.TooManyUnpaidOrders refusal) {
        var problem = said(CONFLICT, "too_many_unpaid_orders", refusal);
        problem.setProperty("limit", refusal.limit());
        return problem;
    }

    private static ProblemDetail tooManyUnpaidUnits(OrderException.TooManyUnpaidUnits refusal) {
        var problem = said(CONFLICT, "too_many_unpaid_units", refusal);
        problem.setProperty("productId", refusal.product().value());
        problem.setProperty("limit", refusal.limit());
        return problem;
    }

    private static ProblemDetail amountNotChargeable(OrderException.AmountNotChargeable refusal) {
        var problem = said(UNPROCESSABLE_CONTENT, "amount_not_chargeable", refusal);
        problem.setProperty("total", refusal.total());
        if (refusal.minimum() != null && refusal.maximum() != null) {
            problem.setProperty("minimum", refusal.minimum());
            problem.setProperty("maximum", refusal.maximum());
        }
        return problem;
    }

    private static ProblemDetail priceChanged(OrderException.PriceChanged refusal) {
        var problem = problem(CONFLICT, "price_changed", "The total is not the one that was expected");
        problem.setProperty("expected", refusal.expected());
        problem.setProperty("actual", refusal.actual());
        if (refusal.actual().currency().equals(refusal.expected().currency())) {
            problem.setProperty(
                    "differenceMinor",
                    refusal.actual().amountMinor() - refusal.expected().amountMinor());
        }
        return problem;
    }

    private static ProblemDetail insufficientStock(OrderException.InsufficientStock refusal) {
        var problem = problem(CONFLICT, "insufficient_stock", "Not enough stock: " + refusal.getMessage());
        List<ShortageBody> shortages =
                refusal.shortages().stream().map(ShortageBody::of).toList();
        problem.setProperty("shortages", shortages);
        return problem;
    }

    private static ProblemDetail illegalTransition(OrderException.IllegalTransition refusal) {
        var problem = said(CONFLICT, "illegal_transition", refusal);
        problem.setProperty(
                "allowedTransitions",
                refusal.allowed().stream().map(OrderStatus::name).toList());
        return problem;
    }

    record ShortageBody(UUID productId, String sku, long requested, long available) {
        static ShortageBody of(Shortage shortage) {
            return new ShortageBody(
                    shortage.product().value(), shortage.sku(), shortage.requested(), shortage.available());
        }
    }
}
