package shop.cart.cart;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;
import shop.cart.config.CartProperties;
import shop.http.version.IfMatch;

/** All carts. A change that meets another one is made again on top of it, so none is lost. */
@Component
public class Carts {

    /** As often as a change has to be made again, another one got its way; so this many at once are sure to succeed. */
    private static final int TRIES = 100;

    private static final IfMatch ANY = IfMatch.parse(null);

    private final MongoTemplate mongo;
    private final CartProperties properties;
    private final Clock clock;

    Carts(MongoTemplate mongo, CartProperties properties, Clock clock) {
        this.mongo = mongo;
        this.properties = properties;
        this.clock = clock;
    }

    /** An empty one if there is none. */
    public Cart find(CartKey key) {
        return stored(key).filter(cart -> !cart.closed()).orElseGet(() -> Cart.empty(key));
    }

    /** Changes a cart, or begins it. */
    public Cart change(CartKey key, IfMatch ifMatch, UnaryOperator<Cart> change) {
        return change(key, ifMatch, true, change);
    }

    /**
     * Changes a cart that is there already: a guest must not be able to choose the token of a new cart.
     *
     * @throws CartException.Gone if it is not there, or a customer has taken it over
     */
    public Cart changeExisting(CartKey key, IfMatch ifMatch, UnaryOperator<Cart> change) {
        return change(key, ifMatch, false, change);
    }

    /** Takes out what an order has paid for, once. */
    public void takeOutPaid(UUID userId, UUID orderId, Map<UUID, Integer> bought) {
        change(CartKey.ofUser(userId), ANY, cart -> cart.takeOutPaid(orderId, bought));
    }

    /**
     * Pours a guest's cart into a customer's. Each of its three steps can be repeated, so a repeat after a crash ends what was begun:
     * the guest's cart is closed, which keeps further goods out of it; then it is merged, and remembered as merged, in one write;
     * then it is dropped.
     */
    public Cart merge(CartKey guest, CartKey customer) {
        var source = close(guest);
        if (source.isEmpty()) {
            return find(customer);
        }
        var merged = change(customer, ANY, cart -> cart.merge(source.get()));
        mongo.remove(query(where("_id").is(guest.value())), CartDocument.class);
        return merged;
    }

    private Optional<Cart> close(CartKey guest) {
        try {
            return Optional.of(changeExisting(guest, ANY, Cart::close));
        } catch (CartException.Gone _) {
            return stored(guest); // closed by an earlier try that did not get to the end, or not there at all
        }
    }

    private Cart change(CartKey key, IfMatch ifMatch, boolean begin, UnaryOperator<Cart> change) {
        for (var tries = 0; tries < TRIES; tries++) {
            var current = stored(key);
            if ((current.isEmpty() && !begin) || current.filter(Cart::closed).isPresent()) {
                throw new CartException.Gone();
            }
            var before = current.orElseGet(() -> Cart.empty(key));
            ifMatch.require(before.version());
            var after = change.apply(before);
            if (after.equals(before)) {
                return before;
            }
            try {
                return save(after);
            } catch (DuplicateKeyException | OptimisticLockingFailureException _) {
                // Somebody else was faster: on top of theirs, then.
            }
        }
        throw new OptimisticLockingFailureException("a cart was changed by others " + TRIES + " times");
    }

    private Cart save(Cart cart) {
        var expiresAt = cart.key().isGuest() ? clock.instant().plus(properties.guestLife()) : null;
        return mongo.save(CartDocument.of(cart, expiresAt)).cart();
    }

    private Optional<Cart> stored(CartKey key) {
        return Optional.ofNullable(mongo.findById(key.value(), CartDocument.class))
                .map(CartDocument::cart);
    }
}
