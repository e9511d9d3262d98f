package shop.local.host;

/** A host did not do what it was asked; the message says why. */
public final class HostRefusal extends Exception {

    HostRefusal(String message) {
        super(message);
    }
}
