package shop.sdk;

import org.jspecify.annotations.Nullable;

/** A call that did not succeed: the shop refused it, or the shop could not be reached. */
public abstract sealed class ShopApiException extends RuntimeException permits ProblemException, UnavailableException {

    ShopApiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
