package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.local.infra.OsProcess;

class StateTest {

    private static final OsProcess OURSELVES =
            OsProcess.of(ProcessHandle.current().pid()).orElseThrow();

    private final State empty = State.empty(PortTable.of(_ -> null), null);

    @Test
    void anEntryIsAliveWhileItsProcessRuns() {
        var entry = entry("order", OURSELVES.startedAt());

        assertThat(entry.isAlive()).isTrue();
        assertThat(empty.with(entry).alive()).containsExactly(entry);
    }

    @Test
    void anEntryWhosePidWentToAnotherProcessIsNotAlive() {
        var entry = entry("order", longBefore(OURSELVES.startedAt()));

        assertThat(entry.isAlive()).isFalse();
        assertThat(empty.with(entry).alive()).isEmpty();
    }

    @Test
    void aProcessThatGotThePidOfAnEntryIsNeverKilled() {
        var entry = entry("order", longBefore(OURSELVES.startedAt()));

        // Were the pid enough, this would end in an exception: no process may destroy itself.
        entry.process().kill();
        entry.process().terminate();

        assertThat(OURSELVES.isAlive()).isTrue();
    }

    @Test
    void whatIsSavedIsLoadedAgain(@TempDir Path folder) {
        var home = new Home(folder.resolve("home"));
        var stranger = entry("cart", longBefore(OURSELVES.startedAt()));
        var saved = State.empty(PortTable.of(_ -> null), "mongodb://elsewhere/")
                .with(entry("order", OURSELVES.startedAt()))
                .with(stranger)
                .withHost(new State.HostProcess("host", OURSELVES.pid(), OURSELVES.startedAt()))
                .withApart(Set.of("kafka"))
                .withScale("order", 2);

        saved.save(home);

        assertThat(State.load(home)).hasValueSatisfying(loaded -> {
            assertThat(loaded).isEqualTo(saved);
            assertThat(loaded.alive()).extracting(State.Entry::name).containsExactly("order");
        });
    }

    @Test
    void aStateWithoutMongodbOfTheUsersOwnIsLoadedAgain(@TempDir Path folder) {
        var home = new Home(folder);

        empty.save(home);

        assertThat(State.load(home)).contains(empty);
    }

    @Test
    void thereIsNoStateBeforeTheFirstStart(@TempDir Path folder) {
        assertThat(State.load(new Home(folder))).isEmpty();
    }

    @Test
    void aDamagedStateIsRefusedWithItsFileName(@TempDir Path folder) throws IOException {
        var home = new Home(folder);
        Files.writeString(home.state(), "{\"entries\": [");

        assertThatThrownBy(() -> State.load(home))
                .isInstanceOf(ShopException.class)
                .hasMessageContaining(home.state().toString());
    }

    @Test
    void theFileOfAnEarlierVersionIsRead(@TempDir Path folder) throws IOException {
        var home = new Home(folder);
        Files.writeString(home.state(), """
                {"ports": {"ports": {"gateway": 9000}}, "mongodbUri": null, "scale": {"order-service": 2},
                 "entries": [{"name": "kafka", "kind": "STORE", "pid": 1, "startedAt": "2026-01-01T00:00:00Z",
                              "port": 19092, "recording": true}]}
                """);

        assertThat(State.load(home)).hasValueSatisfying(state -> {
            assertThat(state.ports().of(Port.GATEWAY)).isEqualTo(9000);
            assertThat(state.hosts()).isEmpty();
            assertThat(state.apart()).isEmpty();
            assertThat(state.entries()).singleElement().satisfies(entry -> {
                assertThat(entry.host()).isNull();
                assertThat(entry.isShared()).isFalse();
            });
        });
    }

    @Test
    void theShopRunsAsLongAsOneOfItsProcessesDoes() {
        var host = new State.HostProcess("host", OURSELVES.pid(), OURSELVES.startedAt());

        assertThat(empty.runs()).isFalse();
        assertThat(empty.withHost(host).runs()).isTrue();
        assertThat(empty.withHost(host).withoutHost("host").runs()).isFalse();
        assertThat(empty.with(entry("order", longBefore(OURSELVES.startedAt()))).runs())
                .isFalse();
    }

    @Test
    void whatStandsApartIsNamedOrAll() {
        assertThat(empty.withApart(Set.of("kafka")).isApart("kafka")).isTrue();
        assertThat(empty.withApart(Set.of("kafka")).isApart("order-service")).isFalse();
        assertThat(empty.withApart(Set.of(State.ALL)).isApart("order-service")).isTrue();
    }

    @Test
    void aNewEntryTakesThePlaceOfTheOneOfItsName() {
        var old = entry("order", longBefore(OURSELVES.startedAt()));
        var current = entry("order", OURSELVES.startedAt());

        assertThat(empty.with(old).with(current).entries()).containsExactly(current);
    }

    private static State.Entry entry(String name, Instant startedAt) {
        return new State.Entry(name, Kind.SERVICE, OURSELVES.pid(), startedAt, 8085, "host");
    }

    private static Instant longBefore(Instant instant) {
        return instant.minus(Duration.ofHours(1));
    }
}
