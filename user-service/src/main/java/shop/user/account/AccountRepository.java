package shop.user.account;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table {@code accounts}. Addresses are compared by lower(), which the index is on; a derived query would ask for upper(). */
interface AccountRepository extends Repository<AccountRow, UUID> {

    String FILTER = " where (cast(:email as string) is null or lower(a.email) = :email)"
            + " and (cast(:pattern as string) is null or lower(a.email) like :pattern or lower(a.name) like :pattern)";

    /** Whether the account was stored; false if its address is taken, also by a sign-up that runs at the same time. */
    default boolean insert(Account account, String passwordHash) {
        return insert(
                        account.id(),
                        account.email(),
                        account.name(),
                        passwordHash,
                        AccountRow.names(account.roles()),
                        account.version(),
                        account.createdAt())
                == 1;
    }

    @Modifying
    @Query(value = """
            insert into accounts (id, email, name, password_hash, roles, version, created_at)
            values (:id, :email, :name, :hash, :roles, :version, :createdAt)
            on conflict (lower(email)) do nothing""", nativeQuery = true)
    int insert(UUID id, String email, String name, String hash, String[] roles, long version, Instant createdAt);

    Optional<AccountRow> findById(UUID id);

    /** Keeps others from changing the account until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<AccountRow> findForUpdateById(UUID id);

    /** The account, locked until the transaction ends, if its hash is still this one. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<AccountRow> findForUpdateByIdAndPasswordHash(UUID id, String hash);

    @Query("select a from AccountRow a where lower(a.email) = lower(:email)")
    Optional<AccountRow> findByEmail(String email);

    @Query("select count(a) > 0 from AccountRow a where lower(a.email) = lower(:email)")
    boolean exists(String email);

    @Query("""
            select new shop.user.account.Credentials(a.id, a.passwordHash, a.status) from AccountRow a
            where lower(a.email) = lower(:email)""")
    Optional<Credentials> credentialsOf(String email);

    @Query(
            "select new shop.user.account.Credentials(a.id, a.passwordHash, a.status) from AccountRow a where a.id = :id")
    Optional<Credentials> credentialsOf(UUID id);

    @Query("select new shop.user.account.TokenState(a.status, a.tokenVersion) from AccountRow a where a.id = :id")
    Optional<TokenState> tokenState(UUID id);

    @Query(
            value = "select exists (select from accounts where 'ADMIN' = any (roles) and status = 'ACTIVE')",
            nativeQuery = true)
    boolean anyAdmin();

    /** Locks all active administrators, always in the same order, so that two of them cannot depose each other at once. */
    @Query(
            value = "select id from accounts where 'ADMIN' = any (roles) and status = 'ACTIVE' order by id for update",
            nativeQuery = true)
    List<UUID> lockAdmins();

    /** Writes what was changed. */
    void flush();

    /** Whether the hash was replaced; 0 if it is not the expected one any more. */
    @Modifying
    @Query("update AccountRow a set a.passwordHash = :hash where a.id = :id and a.passwordHash = :expected")
    int replaceHash(UUID id, String expected, String hash);

    @Modifying
    @Query("update AccountRow a set a.passwordHash = :hash where a.id = :id")
    int setHash(UUID id, String hash);

    @Query("select count(a) from AccountRow a" + FILTER)
    long count(@Nullable String email, @Nullable String pattern);

    @Query("select a from AccountRow a" + FILTER)
    List<AccountRow> list(@Nullable String email, @Nullable String pattern, Pageable page);
}
