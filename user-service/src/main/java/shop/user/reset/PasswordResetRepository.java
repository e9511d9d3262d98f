package shop.user.reset;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code password_resets}. */
interface PasswordResetRepository extends Repository<PasswordResetRow, byte[]> {

    long countByAccountIdAndRequesterAndRequestedAtAfter(UUID accountId, byte[] requester, Instant since);

    /** Of all together that the account does not know. */
    long countByAccountIdAndKnownFalseAndRequestedAtAfter(UUID accountId, Instant since);

    PasswordResetRow save(PasswordResetRow row);

    /** Whose password the token may replace; empty if it is unknown, used or too old. */
    @Query(
            "select r.accountId from PasswordResetRow r where r.hash = :hash and r.usedAt is null and r.expiresAt > :now")
    Optional<UUID> accountOf(byte[] hash, Instant now);

    /** Uses up all links of the account. */
    @Modifying
    @Query("update PasswordResetRow r set r.usedAt = :usedAt where r.accountId = :accountId and r.usedAt is null")
    int useAll(UUID accountId, Instant usedAt);

    @Transactional
    @Modifying
    @Query("delete from PasswordResetRow r where r.expiresAt < :before")
    int deleteExpired(Instant before);
}
