package shop.notification.delivery;

/** A mail was not taken over by the mail server. */
final class DeliveryException extends RuntimeException {

    private final DeliveryProblem problem;

    DeliveryException(DeliveryProblem problem, Throwable cause) {
        super(problem.name(), cause);
        this.problem = problem;
    }

    DeliveryProblem problem() {
        return problem;
    }
}
