package shop.inventory.web;

import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static shop.platform.problem.Problems.problem;

import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.inventory.application.TooBusyException;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.Shortage;

/** Says how inventory-service's own refusals look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class InventoryProblems {

    private static final Logger LOG = LoggerFactory.getLogger(InventoryProblems.class);

    @ExceptionHandler
    ProblemDetail on(InventoryException refusal) {
        return switch (refusal) {
            case InventoryException.InsufficientStock insufficient -> insufficientStock(insufficient);
            case InventoryException.UnknownProduct _ ->
                problem(NOT_FOUND, "stock_not_found", "There is no stock record of this product");
            case InventoryException.UnknownHold _ ->
                problem(NOT_FOUND, "hold_not_found", "Nothing was ever held for this order");
            case InventoryException.HoldOver _ ->
                problem(CONFLICT, "hold_over", "The order of this hold has come to its end");
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(TooBusyException busy) {
        LOG.warn("a hold was not decided in time: {}", busy.getMessage());
        return ResponseEntity.status(SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(problem(
                        SERVICE_UNAVAILABLE, "too_busy", "More holds are asked for than can be decided just now"));
    }

    private static ProblemDetail insufficientStock(InventoryException.InsufficientStock refusal) {
        var problem = problem(CONFLICT, "insufficient_stock", "Not enough stock: " + refusal.getMessage());
        List<ShortageBody> shortages =
                refusal.shortages().stream().map(ShortageBody::of).toList();
        problem.setProperty("shortages", shortages);
        return problem;
    }

    record ShortageBody(UUID productId, String sku, long requested, long available) {

        static ShortageBody of(Shortage shortage) {
            return new ShortageBody(
                    shortage.product().value(), shortage.sku(), shortage.requested(), shortage.available());
        }
    }
}
