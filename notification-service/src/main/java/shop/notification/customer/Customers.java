package shop.notification.customer;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;
import static org.springframework.data.mongodb.core.query.Update.update;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** Those that are known, with one call. */
    public Map<UUID, Customer> findAll(Set<UUID> ids) {
        return mongo.find(query(where("_id").in(ids)), CustomerDocument.class).stream()
                .map(found -> new Customer(found.id(), found.email(), found.name()))
                .collect(Collectors.toMap(Customer::id, Function.identity()));
    }
}
