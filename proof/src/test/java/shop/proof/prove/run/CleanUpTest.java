package shop.proof.prove.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class CleanUpTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void undoesTheLastFirstAndEachOnce() {
        var cleanUp = new CleanUp();
        cleanUp.add(note("fleet"));
        cleanUp.add(note("processes"));
        cleanUp.close();
        cleanUp.close();

        assertThat(done).containsExactly("processes", "fleet");
    }

    @Test
    void whatFailsDoesNotKeepTheRest() {
        try (var cleanUp = new CleanUp()) {
            cleanUp.add(note("first"));
            cleanUp.add(() -> {
                throw new AssertionError("a launcher that fails");
            });
            cleanUp.add(() -> {
                throw new IllegalStateException("a proxy that fails");
            });
            cleanUp.add(note("last"));
        }
        assertThat(done).containsExactly("last", "first");
    }

    @Test
    void whatComesAfterTheEndIsUndoneAtOnce() {
        var cleanUp = new CleanUp();
        cleanUp.close();
        cleanUp.add(note("late"));

        assertThat(done).containsExactly("late");
    }

    private Callable<Void> note(String what) {
        return () -> {
            done.add(what);
            return null;
        };
    }
}
