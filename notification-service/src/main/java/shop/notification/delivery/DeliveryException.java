package shop.notification.delivery;

/** A mail or a short message was not taken over. */
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
