package shop.inventory.web;

import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static shop.web.problem.Problems.problem;

import java.util.List;
import java.util.UUID;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.Shortage;

/** Says how inventory-service's own refusals look on the wire; the rest is fleet-web's. */
@RestControllerAdvice
class InventoryProblems {

    @ExceptionHandler
    ProblemDetail on(InventoryException refusal) {
        return switch (refusal) {
            case InventoryException.InsufficientStock insufficient -> insufficientStock(insufficient);
            case InventoryException.UnknownProduct _ ->
                problem(NOT_FOUND, "stock_not_found", "There is no stock record of this product");
            case InventoryException.HoldOver _ ->
                problem(CONFLICT, "hold_over", "The order of this hold has come to its end");
        };
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
