package shop.local.infra;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks MongoDB's wire protocol, for machines without a MongoDB. Kept on disk, what it acknowledged reaches
 * the operating system within {@link #COMMIT_EVERY}: a kill -9 may cost the writes of that last moment, and no more.
 */
public final class MongoStore implements AutoCloseable {

    static final Duration COMMIT_EVERY = Duration.ofMillis(20);

    private final MongoServer server;
    private final int port;
    private final @Nullable Thread committer;

    private MongoStore(MongoServer server, int port, @Nullable Thread committer) {
        this.server = server;
        this.port = port;
        this.committer = committer;
    }

    public static MongoStore inMemory(int port) {
        return new MongoStore(bound(new MongoServer(new IndexedBackend(MVStore.open(null))), port), port, null);
    }

    public static MongoStore onDisk(Path file, int port) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        // The store's own writer stays on beside ours: it is too slow to lose little, but it alone compacts the file.
        var store =
                new MVStore.Builder().fileName(file.toString()).cacheSize(16).open();
        try {
            var server = bound(new MongoServer(new IndexedBackend(store)), port);
            return new MongoStore(
                    server, port, Thread.ofPlatform().name("commit").daemon().start(() -> commit(store)));
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw e;
        }
    }

    public String uri() {
        return "mongodb://" + Ports.LOOPBACK + ":" + port;
    }

    @Override
    public void close() {
        if (committer != null) {
            committer.interrupt();
        }
        // Closes the backend too, and with it the file.
        server.shutdownNow();
    }

    private static MongoServer bound(MongoServer server, int port) {
        server.bind(new InetSocketAddress(Ports.ADDRESS, port));
        return server;
    }

    private static void commit(MVStore store) {
        try {
            while (!store.isClosed()) {
                if (store.hasUnsavedChanges()) {
                    store.commit();
                }
                Thread.sleep(COMMIT_EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
