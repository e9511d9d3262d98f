package shop.notification.customer;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;
import static org.springframework.data.mongodb.core.query.Update.update;

import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;

/** Keeps the newest known state of every customer. */
@Repository
public class Customers {

    private final MongoTemplate mongo;

    public Customers(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /** Stores the copy unless a newer one is there already. */
    public void keep(Customer customer, long version) {
        try {
            mongo.insert(new CustomerDocument(customer.id(), customer.email(), customer.name(), version));
        } catch (DuplicateKeyException known) {
            mongo.updateFirst(
                    query(where("_id").is(customer.id()).and("version").lt(version)),
                    update("email", customer.email())
                            .set("name", customer.name())
                            .set("version", version),
                    CustomerDocument.class);
        }
    }

    public Optional<Customer> find(UUID id) {
        return Optional.ofNullable(mongo.findById(id, CustomerDocument.class))
                .map(found -> new Customer(found.id(), found.email(), found.name()));
    }
}
