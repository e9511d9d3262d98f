package shop.payment.application;

/** Another service of the fleet was not reached, or failed. */
public final class DependencyUnavailableException extends RuntimeException {

    private final String service;

    public DependencyUnavailableException(String service, Throwable cause) {
        super(service + " was not reached: " + cause.getMessage(), cause);
        this.service = service;
    }

    public String service() {
        return service;
    }
}
