package shop.user.address;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.user.config.UserProperties;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;
import shop.web.version.IfMatch;

/** Keeps the addresses of each account. */
@Service
public class Addresses {

    private final AddressRepository addresses;
    private final int limit;
    private final Clock clock;

    Addresses(AddressRepository addresses, UserProperties properties, Clock clock) {
        this.addresses = addresses;
        this.limit = properties.addressesPerAccount();
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public PageBody<Address> list(UUID owner, PageQuery page) {
        return PageBody.of(addresses.list(owner, page), page, addresses.count(owner));
    }

    public Address find(UUID owner, UUID id) {
        return addresses.find(owner, id).orElseThrow(() -> new AddressException.NotFound(id));
    }

    /**
     * Keeps one more address.
     *
     * @param id which the address gets
     * @throws AddressException.TooMany if the account keeps as many as it may
     */
    @Transactional
    public Address add(UUID owner, UUID id, PostalAddress postal) {
        addresses.lockOwner(owner);
        if (addresses.count(owner) >= limit) {
            throw new AddressException.TooMany(limit);
        }
        var address = new Address(id, postal, 1, clock.instant().truncatedTo(ChronoUnit.MICROS));
        addresses.insert(owner, address);
        return address;
    }

    @Transactional
    public Address change(UUID owner, UUID id, UnaryOperator<PostalAddress> change, IfMatch expected) {
        var before = addresses.findForUpdate(owner, id).orElseThrow(() -> new AddressException.NotFound(id));
        expected.require(before.version());
        var postal = change.apply(before.postal());
        if (postal.equals(before.postal())) {
            return before;
        }
        var after = new Address(id, postal, before.version() + 1, before.createdAt());
        addresses.update(owner, after);
        return after;
    }

    @Transactional
    public void delete(UUID owner, UUID id, IfMatch expected) {
        var before = addresses.findForUpdate(owner, id).orElseThrow(() -> new AddressException.NotFound(id));
        expected.require(before.version());
        addresses.delete(owner, id);
    }
}
