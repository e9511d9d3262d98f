package shop.user.avatar;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code avatars}, which decides what is shown and what is still to be deleted. */
interface AvatarRepository extends Repository<AvatarRow, UUID> {

    Optional<AvatarRow> findByAccountIdAndState(UUID account, AvatarRow.State state);

    default Optional<Avatar> find(UUID account) {
        return findByAccountIdAndState(account, AvatarRow.State.SHOWN).map(row -> row.of(account));
    }

    /** Says that an object is on its way into the storage; false if there is no such account. */
    default boolean announce(Avatar avatar) {
        return insertComing(
                        avatar.id(),
                        avatar.account(),
                        avatar.updatedAt(),
                        avatar.type().contentType(),
                        avatar.width(),
                        avatar.height(),
                        avatar.size())
                > 0;
    }

    @Transactional
    @Modifying
    @Query(value = """
            insert into avatars (id, account_id, state, since, content_type, width, height, size, updated_at)
            select :id, id, 'COMING', :now, :type, :width, :height, :size, :now from accounts where id = :account""", nativeQuery = true)
    int insertComing(UUID id, UUID account, Instant now, String type, int width, int height, int size);

    /** Makes the account's other changes to its avatar wait until the transaction ends. */
    @Query(value = "select id from accounts where id = :account for update", nativeQuery = true)
    Optional<UUID> lockOwner(UUID account);

    /** Takes away what the account shows; 0 if it shows nothing. */
    @Transactional
    @Modifying
    @Query("update AvatarRow a set a.state = GOING, a.since = :now where a.accountId = :account and a.state = SHOWN")
    int hide(UUID account, Instant now);

    /** 0 if the sweep has given the object up. */
    @Transactional
    @Modifying
    @Query("update AvatarRow a set a.state = SHOWN, a.since = :now where a.id = :id and a.state = COMING")
    int show(UUID id, Instant now);

    /** Gives up what never arrived, and what accounts showed that are gone. */
    @Transactional
    @Modifying
    @Query("""
            update AvatarRow a set a.state = GOING, a.since = :now
            where (a.state = COMING and a.since < :comingBefore) or (a.state = SHOWN and a.accountId is null)""")
    int abandon(Instant comingBefore, Instant now);

    @Query("select a.id from AvatarRow a where a.state = GOING and a.since < :before order by a.since")
    List<UUID> going(Instant before, Limit limit);

    @Transactional
    @Modifying
    @Query("delete from AvatarRow a where a.id = :id and a.state = GOING")
    int delete(UUID id);
}
