package shop.user.avatar;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.pictures.PictureType;

/** The table {@code avatars}, which decides what is shown and what is still to be deleted. */
@Repository
class AvatarRepository {

    private final JdbcClient jdbc;

    AvatarRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Avatar> find(UUID account) {
        return jdbc.sql("""
                        select id, account_id, content_type, width, height, size, updated_at
                        from avatars where account_id = :account and state = 'SHOWN'""")
                .param("account", account)
                .query(AvatarRepository::avatar)
                .optional();
    }

    /** Says that an object is on its way into the storage; false if there is no such account. */
    boolean announce(Avatar avatar) {
        return jdbc.sql("""
                        insert into avatars (id, account_id, state, since, content_type, width, height, size, updated_at)
                        select :id, id, 'COMING', :now, :type, :width, :height, :size, :now from accounts where id = :account""")
                        .param("id", avatar.id())
                        .param("account", avatar.account())
                        .param("now", at(avatar.updatedAt()))
                        .param("type", avatar.type().contentType())
                        .param("width", avatar.width())
                        .param("height", avatar.height())
                        .param("size", avatar.size())
                        .update()
                > 0;
    }

    /** Makes the account's other changes to its avatar wait until the transaction ends. */
    void lockOwner(UUID account) {
        jdbc.sql("select id from accounts where id = :account for update")
                .param("account", account)
                .query(UUID.class)
                .optional();
    }

    /** Takes away what the account shows; false if it shows nothing. */
    boolean hide(UUID account, Instant now) {
        return jdbc.sql("update avatars set state = 'GOING', since = :now"
                                + " where account_id = :account and state = 'SHOWN'")
                        .param("now", at(now))
                        .param("account", account)
                        .update()
                > 0;
    }

    /** False if the sweep has given the object up. */
    boolean show(UUID id, Instant now) {
        return jdbc.sql("update avatars set state = 'SHOWN', since = :now where id = :id and state = 'COMING'")
                        .param("now", at(now))
                        .param("id", id)
                        .update()
                > 0;
    }

    /** Gives up what never arrived, and what accounts showed that are gone. */
    void abandon(Instant comingBefore, Instant now) {
        jdbc.sql("""
                        update avatars set state = 'GOING', since = :now
                        where (state = 'COMING' and since < :before) or (state = 'SHOWN' and account_id is null)""").param("now", at(now)).param("before", at(comingBefore)).update();
    }

    List<UUID> going(Instant before, int limit) {
        return jdbc.sql("select id from avatars where state = 'GOING' and since < :before order by since limit :limit")
                .param("before", at(before))
                .param("limit", limit)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    void delete(UUID id) {
        jdbc.sql("delete from avatars where id = :id and state = 'GOING'")
                .param("id", id)
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Avatar avatar(ResultSet row, int number) throws SQLException {
        return new Avatar(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                PictureType.of(row.getString("content_type")),
                row.getInt("width"),
                row.getInt("height"),
                row.getInt("size"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
