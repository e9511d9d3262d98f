package shop.proof.prove.fault;

/** A fault that cannot strike on this machine, or found nothing to strike. */
public final class Unavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unavailable(String reason) {
        super(reason);
    }
}
