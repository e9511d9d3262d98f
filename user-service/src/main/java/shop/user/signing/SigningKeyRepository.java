package shop.user.signing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code signing_keys}. What was read before a statement here moved it on is read anew after it. */
interface SigningKeyRepository extends Repository<SigningKeyRow, String> {

    /** Makes all other changes of keys, in all instances, wait until the transaction ends. */
    @Query(value = "select cast(pg_advisory_xact_lock(hashtext('signing_keys')) as text)", nativeQuery = true)
    String lock();

    /** All keys that are still published, oldest first. */
    @Query("select k from SigningKeyRow k where k.state <> RETIRED order by k.createdAt, k.kid")
    List<SigningKeyRow> published();

    Optional<SigningKeyRow> findByKid(String kid);

    List<SigningKeyRow> findBy(Pageable page);

    long count();

    /** Whether the key was stored; false if there is another one in its state, of which only one may be. One statement: it is there or not. */
    default boolean insert(SigningKeyRow key) {
        return insert(
                        key.kid(),
                        key.state().name(),
                        key.publicKey(),
                        key.encryptedPrivateKey(),
                        key.createdAt(),
                        key.activatesAt(),
                        key.activatedAt())
                == 1;
    }

    @Transactional
    @Modifying(clearAutomatically = true)
    @Query(value = """
            insert into signing_keys (kid, state, public_key, private_key_encrypted, created_at, activates_at, activated_at)
            values (:kid, :state, :publicKey, :encrypted, :createdAt, cast(:activatesAt as timestamptz), cast(:activatedAt as timestamptz))
            on conflict do nothing""", nativeQuery = true)
    int insert(
            String kid,
            String state,
            String publicKey,
            String encrypted,
            Instant createdAt,
            @Nullable Instant activatesAt,
            @Nullable Instant activatedAt);

    @Modifying(clearAutomatically = true)
    @Query("update SigningKeyRow k set k.state = ACTIVE, k.activatedAt = :at where k.kid = :kid")
    int activate(String kid, Instant at);

    @Modifying(clearAutomatically = true)
    @Query("update SigningKeyRow k set k.state = RETIRING, k.retiresAt = :at where k.kid = :kid")
    int letRetire(String kid, Instant at);

    /** For good: what cannot sign any more is not kept either. */
    @Modifying(clearAutomatically = true)
    @Query(
            "update SigningKeyRow k set k.state = RETIRED, k.retiresAt = :at, k.encryptedPrivateKey = '' where k.kid = :kid")
    int retire(String kid, Instant at);
}
