package shop.user.address;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table {@code addresses}. Every statement names the owner: an address of somebody else is as good as none. */
interface AddressRepository extends Repository<AddressRow, UUID> {

    /** Makes the account's other changes to its addresses wait, so that the count is right until the transaction ends. */
    @Query(value = "select id from accounts where id = :owner for update", nativeQuery = true)
    UUID lockOwner(UUID owner);

    long countByAccountId(UUID owner);

    List<AddressRow> findByAccountId(UUID owner, Pageable page);

    Optional<AddressRow> findByAccountIdAndId(UUID owner, UUID id);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<AddressRow> findForUpdateByAccountIdAndId(UUID owner, UUID id);

    AddressRow save(AddressRow row);

    /** Writes what was changed, so that the rows have their next versions. */
    void flush();

    void delete(AddressRow row);
}
