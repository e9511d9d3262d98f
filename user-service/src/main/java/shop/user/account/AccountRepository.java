package shop.user.account;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.web.paging.PageQuery;
import shop.web.security.Role;

/** The table {@code accounts}. */
@Repository
class AccountRepository {

    private static final String COLUMNS = "id, email, name, roles, status, token_version, version, created_at";

    private static final String FILTER = " where (cast(:email as text) is null or lower(email) = :email)"
            + " and (cast(:pattern as text) is null or lower(email) like :pattern or lower(name) like :pattern)";

    /** What a list may be sorted by, and the SQL for it: nothing that a client sends becomes SQL. */
    private static final Map<String, String> SORTABLE =
            Map.of("createdAt", "created_at", "email", "lower(email)", "name", "name");

    private final JdbcClient jdbc;

    AccountRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the account was stored; false if its address is taken, also by a sign-up that runs at the same time. */
    boolean insert(Account account, String passwordHash) {
        return jdbc.sql("""
                        insert into accounts (id, email, name, password_hash, roles, version, created_at)
                        values (:id, :email, :name, :hash, cast(:roles as text[]), :version, :createdAt)
                        on conflict (lower(email)) do nothing""")
                        .param("id", account.id())
                        .param("email", account.email())
                        .param("name", account.name())
                        .param("hash", passwordHash)
                        .param("roles", arrayOf(account.roles()))
                        .param("version", account.version())
                        .param("createdAt", utc(account.createdAt()))
                        .update()
                == 1;
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from accounts where id = :id")
                .param("id", id)
                .query(AccountRepository::account)
                .optional();
    }

    /** Keeps others from changing the account until the transaction ends. */
    Optional<Account> findForUpdate(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from accounts where id = :id for update")
                .param("id", id)
                .query(AccountRepository::account)
                .optional();
    }

    Optional<Credentials> credentialsOf(String email) {
        return jdbc.sql("select id, password_hash, status from accounts where lower(email) = lower(:email)")
                .param("email", email)
                .query(AccountRepository::credentials)
                .optional();
    }

    Optional<Credentials> credentialsOf(UUID id) {
        return jdbc.sql("select id, password_hash, status from accounts where id = :id")
                .param("id", id)
                .query(AccountRepository::credentials)
                .optional();
    }

    Optional<Account> find(String email) {
        return jdbc.sql("select " + COLUMNS + " from accounts where lower(email) = lower(:email)")
                .param("email", email)
                .query(AccountRepository::account)
                .optional();
    }

    boolean exists(String email) {
        return jdbc.sql("select exists (select from accounts where lower(email) = lower(:email))")
                .param("email", email)
                .query(Boolean.class)
                .single();
    }

    Optional<TokenState> tokenState(UUID id) {
        return jdbc.sql("select status, token_version from accounts where id = :id")
                .param("id", id)
                .query((row, _) -> new TokenState(status(row), row.getInt("token_version")))
                .optional();
    }

    boolean anyAdmin() {
        return jdbc.sql("select exists (select from accounts where 'ADMIN' = any (roles) and status = 'ACTIVE')")
                .query(Boolean.class)
                .single();
    }

    /** Locks all active administrators, always in the same order, so that two of them cannot depose each other at once. */
    List<UUID> lockAdmins() {
        return jdbc.sql("""
                        select id from accounts where 'ADMIN' = any (roles) and status = 'ACTIVE'
                        order by id for update""").query((row, _) -> row.getObject("id", UUID.class)).list();
    }

    void update(Account account) {
        jdbc.sql("""
                        update accounts
                        set name = :name, roles = cast(:roles as text[]), status = :status, token_version = :tokenVersion,
                            version = :version
                        where id = :id""")
                .param("name", account.name())
                .param("roles", arrayOf(account.roles()))
                .param("status", account.status().name())
                .param("tokenVersion", account.tokenVersion())
                .param("version", account.version())
                .param("id", account.id())
                .update();
    }

    /** Whether the hash was replaced; false if it is not the expected one any more. */
    boolean replaceHash(Credentials expected, String hash) {
        return jdbc.sql("update accounts set password_hash = :hash where id = :id and password_hash = :expected")
                        .param("hash", hash)
                        .param("id", expected.accountId())
                        .param("expected", expected.passwordHash())
                        .update()
                == 1;
    }

    void setHash(UUID id, String hash) {
        jdbc.sql("update accounts set password_hash = :hash where id = :id")
                .param("hash", hash)
                .param("id", id)
                .update();
    }

    /** The account, locked until the transaction ends, if its hash is still this one. */
    Optional<Account> findForUpdate(Credentials expected) {
        return jdbc.sql("select " + COLUMNS + " from accounts where id = :id and password_hash = :expected for update")
                .param("id", expected.accountId())
                .param("expected", expected.passwordHash())
                .query(AccountRepository::account)
                .optional();
    }

    long count(AccountFilter filter) {
        return filtered("select count(*) from accounts" + FILTER, filter)
                .query(Long.class)
                .single();
    }

    List<Account> list(AccountFilter filter, PageQuery page) {
        var order = page.sort().stream()
                .map(by -> Objects.requireNonNull(SORTABLE.get(by.field()), by.field())
                        + (by.descending() ? " desc, " : ", "))
                .collect(Collectors.joining());
        return filtered(
                        "select " + COLUMNS + " from accounts" + FILTER + " order by " + order
                                + "id limit :limit offset :offset",
                        filter)
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(AccountRepository::account)
                .list();
    }

    private JdbcClient.StatementSpec filtered(String sql, AccountFilter filter) {
        return jdbc.sql(sql).param("email", filter.lowerEmail()).param("pattern", filter.pattern());
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                roles(row.getArray("roles")),
                status(row),
                row.getInt("token_version"),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Credentials credentials(ResultSet row, int number) throws SQLException {
        return new Credentials(row.getObject("id", UUID.class), row.getString("password_hash"), status(row));
    }

    private static AccountStatus status(ResultSet row) throws SQLException {
        return AccountStatus.valueOf(row.getString("status"));
    }

    private static Set<Role> roles(Array array) throws SQLException {
        var roles = EnumSet.noneOf(Role.class);
        Arrays.stream((String[]) array.getArray()).map(Role::valueOf).forEach(roles::add);
        return roles;
    }

    /** A PostgreSQL array literal; the names of roles need no quotes. */
    private static String arrayOf(Set<Role> roles) {
        return roles.stream().sorted().map(Role::name).collect(Collectors.joining(",", "{", "}"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
