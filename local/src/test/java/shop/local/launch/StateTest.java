package shop.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        var saved = new State(PortTable.of(_ -> null), "mongodb://elsewhere/", Map.of(), List.of())
                .with(entry("order", OURSELVES.startedAt()))
                .with(stranger)
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
    void aNewEntryTakesThePlaceOfTheOneOfItsName() {
        var old = entry("order", longBefore(OURSELVES.startedAt()));
        var current = entry("order", OURSELVES.startedAt());

        assertThat(empty.with(old).with(current).entries()).containsExactly(current);
    }

    private static State.Entry entry(String name, Instant startedAt) {
        return new State.Entry(name, Kind.SERVICE, OURSELVES.pid(), startedAt, 8085, false);
    }

    private static Instant longBefore(Instant instant) {
        return instant.minus(Duration.ofHours(1));
    }
}
