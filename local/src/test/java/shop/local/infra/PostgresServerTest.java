package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    private static Path binaries = Path.of("");

    private final List<OsProcess> spawned = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void unpack(@TempDir Path programs) throws IOException {
        binaries = PostgresBinaries.unpack(programs);
    }

    @AfterEach
    void stopWhatStillRuns() throws IOException, InterruptedException {
        for (var process : spawned) {
            PostgresServer.stop(process, binaries, folder.resolve("data"));
        }
    }

    @Test
    void whatIsCommittedIsOnTheDisk() throws Exception {
        var server = start();

        assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
        assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask(server, "SHOW full_page_writes")).isEqualTo("on");
    }

    @Test
    void committedRowsSurviveAKill() throws Exception {
        var server = start();
        run(server, "CREATE TABLE orders (number int PRIMARY KEY)");
        run(server, "INSERT INTO orders SELECT generate_series(1, 1000)");

        // The server alone, as kill -9 does it: what it leaves below it ends by itself.
        ProcessHandle.of(server.process().pid()).orElseThrow().destroyForcibly();
        assertThat(folder.resolve("data/postmaster.pid")).exists();
        var restarted = start();

        assertThat(restarted.process()).isNotEqualTo(server.process());
        assertThat(ask(restarted, "SELECT count(*) FROM orders")).isEqualTo("1000");
    }

    @Test
    void aLockFileWithThePidOfAStrangerIsNotHonoured() throws Exception {
        var server = start();
        run(server, "CREATE TABLE orders (number int PRIMARY KEY)");
        server.stop();
        Files.writeString(
                folder.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n");

        assertThat(ask(start(), "SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        var server = start();

        assertThatThrownBy(this::start)
                .isInstanceOf(InfrastructureException.class)
                .hasMessageContaining("pid " + server.process().pid());
        assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aServiceReachesItsOwnDatabaseAndNoOther() throws Exception {
        var server = start();
        var passwords = Map.of("orders", "secret of orders", "payments", "secret of payments");
        PostgresServer.createDatabases(server.port(), "secret", passwords);

        for (var user : passwords.keySet()) {
            for (var database : passwords.keySet()) {
                if (user.equals(database)) {
                    assertThatCode(() -> logIn(server, database, user, passwords.get(user))
                                    .close())
                            .doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(() -> logIn(server, database, user, passwords.get(user)))
                            .hasMessageContaining("permission denied for database");
                }
            }
            assertThatThrownBy(() -> logIn(server, user, user, "secret of somebody else"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    private static Connection logIn(PostgresServer server, String database, String user, @Nullable String password)
            throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + Ports.LOOPBACK + ":" + server.port() + "/" + database, user, password);
    }

    private PostgresServer start() throws IOException, InterruptedException {
        var settings = new PostgresServer.Settings(
                binaries, folder.resolve("data"), Ports.free(), "secret", folder.resolve("log"), false, true, null);
        return PostgresServer.start(settings, spawned::add);
    }

    private static void run(PostgresServer server, String command) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static String ask(PostgresServer server, String question) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
