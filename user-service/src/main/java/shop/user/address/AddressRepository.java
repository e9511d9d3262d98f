package shop.user.address;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.web.paging.PageQuery;

/** The table {@code addresses}. Every statement names the owner: an address of somebody else is as good as none. */
@Repository
class AddressRepository {

    private static final String COLUMNS = "id, name, line1, line2, city, postal_code, country, version, created_at";

    private final JdbcClient jdbc;

    AddressRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the account's other changes to its addresses wait, so that the count is right until the transaction ends. */
    void lockOwner(UUID owner) {
        jdbc.sql("select id from accounts where id = :owner for update")
                .param("owner", owner)
                .query(UUID.class)
                .single();
    }

    long count(UUID owner) {
        return jdbc.sql("select count(*) from addresses where account_id = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }

    List<Address> list(UUID owner, PageQuery page) {
        return jdbc.sql("select " + COLUMNS + " from addresses where account_id = :owner"
                        + " order by created_at, id limit :limit offset :offset")
                .param("owner", owner)
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(AddressRepository::address)
                .list();
    }

    Optional<Address> find(UUID owner, UUID id) {
        return jdbc.sql("select " + COLUMNS + " from addresses where account_id = :owner and id = :id")
                .param("owner", owner)
                .param("id", id)
                .query(AddressRepository::address)
                .optional();
    }

    Optional<Address> findForUpdate(UUID owner, UUID id) {
        return jdbc.sql("select " + COLUMNS + " from addresses where account_id = :owner and id = :id for update")
                .param("owner", owner)
                .param("id", id)
                .query(AddressRepository::address)
                .optional();
    }

    void insert(UUID owner, Address address) {
        withPostal(jdbc.sql("""
                                insert into addresses (id, account_id, name, line1, line2, city, postal_code, country, version, created_at)
                                values (:id, :owner, :name, :line1, :line2, :city, :postalCode, :country, :version, :createdAt)"""), address.postal())
                .param("id", address.id())
                .param("owner", owner)
                .param("version", address.version())
                .param("createdAt", address.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    void update(UUID owner, Address address) {
        withPostal(jdbc.sql("""
                                update addresses
                                set name = :name, line1 = :line1, line2 = :line2, city = :city, postal_code = :postalCode,
                                    country = :country, version = :version
                                where account_id = :owner and id = :id"""), address.postal())
                .param("version", address.version())
                .param("owner", owner)
                .param("id", address.id())
                .update();
    }

    void delete(UUID owner, UUID id) {
        jdbc.sql("delete from addresses where account_id = :owner and id = :id")
                .param("owner", owner)
                .param("id", id)
                .update();
    }

    private static JdbcClient.StatementSpec withPostal(JdbcClient.StatementSpec statement, PostalAddress postal) {
        return statement
                .param("name", postal.name())
                .param("line1", postal.line1())
                .param("line2", postal.line2())
                .param("city", postal.city())
                .param("postalCode", postal.postalCode())
                .param("country", postal.country());
    }

    private static Address address(ResultSet row, int number) throws SQLException {
        var postal = new PostalAddress(
                row.getString("name"),
                row.getString("line1"),
                row.getString("line2"),
                row.getString("city"),
                row.getString("postal_code"),
                row.getString("country"));
        return new Address(
                row.getObject("id", UUID.class),
                postal,
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
