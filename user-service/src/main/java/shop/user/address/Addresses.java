package shop.user.address;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.http.version.IfMatch;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.user.config.UserProperties;

/** Keeps the addresses of each account. */
@Service
public class Addresses {

    private static final Sort OLDEST_FIRST = Sort.by("createdAt", "id");

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
        var rows = addresses.findByAccountId(owner, PageRequest.of(page.page(), page.size(), OLDEST_FIRST));
        return PageBody.of(rows.stream().map(AddressRow::address).toList(), page, addresses.countByAccountId(owner));
    }

    public Address find(UUID owner, UUID id) {
        return addresses
                .findByAccountIdAndId(owner, id)
                .map(AddressRow::address)
                .orElseThrow(() -> new AddressException.NotFound(id));
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
        if (addresses.countByAccountId(owner) >= limit) {
            throw new AddressException.TooMany(limit);
        }
        var address = new Address(id, postal, 1, clock.instant().truncatedTo(ChronoUnit.MICROS));
        addresses.save(new AddressRow(owner, address));
        return address;
    }

    @Transactional
    public Address change(UUID owner, UUID id, UnaryOperator<PostalAddress> change, IfMatch expected) {
        var row = lock(owner, id);
        var before = row.address();
        expected.require(before.version());
        var postal = change.apply(before.postal());
        if (postal.equals(before.postal())) {
            return before;
        }
        row.change(postal);
        addresses.flush();
        return row.address();
    }

    @Transactional
    public void delete(UUID owner, UUID id, IfMatch expected) {
        var row = lock(owner, id);
        expected.require(row.address().version());
        addresses.delete(row);
    }

    private AddressRow lock(UUID owner, UUID id) {
        return addresses.findForUpdateByAccountIdAndId(owner, id).orElseThrow(() -> new AddressException.NotFound(id));
    }
}
