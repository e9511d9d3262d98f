package shop.order.application;

import org.jspecify.annotations.Nullable;

/** A service that the request cannot do without is not to be had now. Nothing was saved; trying again later is right. */
public final class DependencyUnavailableException extends RuntimeException {

    private final String service;

    public DependencyUnavailableException(String service, @Nullable Throwable cause) {
        super(service + " is unavailable", cause);
        this.service = service;
    }

    public String service() {
        return service;
    }
}
