package shop.user.device;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.user.device.Requester.Kind;

/** The table {@code known_devices}. */
@Repository
class KnownDeviceRepository {

    private final JdbcClient jdbc;

    KnownDeviceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean exists(UUID accountId, Kind kind, byte[] hash, Instant seenAfter) {
        return jdbc.sql("""
                        select exists (
                            select from known_devices
                            where account_id = :accountId and kind = :kind and hash = :hash and seen_at > :seenAfter)""")
                .param("accountId", accountId)
                .param("kind", kind.name())
                .param("hash", hash)
                .param("seenAfter", utc(seenAfter))
                .query(Boolean.class)
                .single();
    }

    void save(UUID accountId, Kind kind, byte[] hash, Instant seenAt) {
        jdbc.sql("""
                        insert into known_devices (account_id, kind, hash, seen_at)
                        values (:accountId, :kind, :hash, :seenAt)
                        on conflict (account_id, kind, hash) do update set seen_at = excluded.seen_at""")
                .param("accountId", accountId)
                .param("kind", kind.name())
                .param("hash", hash)
                .param("seenAt", utc(seenAt))
                .update();
    }

    /** Keeps only those that were seen last. */
    void deleteAllBut(int count, UUID accountId, Kind kind) {
        jdbc.sql("""
                        delete from known_devices where account_id = :accountId and kind = :kind and hash in (
                            select hash from known_devices where account_id = :accountId and kind = :kind
                            order by seen_at desc, hash offset :count)""")
                .param("accountId", accountId)
                .param("kind", kind.name())
                .param("count", count)
                .update();
    }

    int deleteSeenBefore(Instant time) {
        return jdbc.sql("delete from known_devices where seen_at <= :time")
                .param("time", utc(time))
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
