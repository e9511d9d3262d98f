package shop.notification.customer;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/** @param version of the account that the copy was made of */
@Document("customers")
record CustomerDocument(@Id UUID id, String email, String name, long version) {

    /** Leaves the personal part out. */
    @Override
    public String toString() {
        return "CustomerDocument[id=" + id + "]";
    }
}
