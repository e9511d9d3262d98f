package shop.notification.customer;

import java.util.UUID;

/** Whom notices go to. */
public record Customer(UUID id, String email, String name) {

    /** Leaves the personal part out. */
    @Override
    public String toString() {
        return "Customer[id=" + id + "]";
    }
}
