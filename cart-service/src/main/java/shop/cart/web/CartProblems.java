package shop.cart.web;

import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import shop.cart.cart.CartException;
import shop.platform.problem.Problems;

/** Says how the refusals of a cart look on the wire; the rest is fleet-http's. */
@RestControllerAdvice
class CartProblems {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> on(CartException refusal) {
        return switch (refusal) {
            case CartException.ProductNotFound _ -> problem(HttpStatus.NOT_FOUND, "product_not_found", refusal);
            case CartException.NotInCart _ -> problem(HttpStatus.NOT_FOUND, "not_in_cart", refusal);
            case CartException.Gone _ -> problem(HttpStatus.NOT_FOUND, "cart_not_found", refusal);
            case CartException.TooMany _ -> problem(HttpStatus.CONFLICT, "quantity_limit", refusal);
            case CartException.Full _ -> problem(HttpStatus.CONFLICT, "cart_full", refusal);
            case CartException.CurrencyMismatch _ -> problem(HttpStatus.CONFLICT, "currency_mismatch", refusal);
            case CartException.TooManyGuestCarts tooMany ->
                ResponseEntity.of(detail(HttpStatus.TOO_MANY_REQUESTS, "too_many_guest_carts", refusal))
                        .header(
                                HttpHeaders.RETRY_AFTER,
                                Long.toString(
                                        tooMany.retryAfter().plusMillis(999).toSeconds()))
                        .build();
        };
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String code, CartException refusal) {
        return ResponseEntity.of(detail(status, code, refusal)).build();
    }

    private static ProblemDetail detail(HttpStatus status, String code, CartException refusal) {
        return Problems.problem(status, code, Objects.requireNonNull(refusal.getMessage()));
    }
}
