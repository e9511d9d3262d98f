package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder of one local fleet: its state, logs, data, unpacked programs and caches. */
record Home(Path folder) {

    /** The name of the process that all parts share which do not stand apart. */
    static final String HOST = "host";

    /** Beside the one that is written to; each is bounded, see {@code shop.local.host.PartLog}. */
    private static final int KEPT_LOGS = 2;

    /** {@code SHOP_HOME}, else {@code .shop} in the checkout. */
    static Home find() {
        var named = System.getenv("SHOP_HOME");
        var folder = named == null || named.isBlank() ? checkout().resolve(".shop") : Path.of(named);
        return new Home(folder.toAbsolutePath().normalize());
    }

    /** The checkout this launcher was built from, where the services' jars are. */
    static Path checkout() {
        var named = System.getProperty("shop.root", System.getenv("SHOP_ROOT"));
        if (named != null && !named.isBlank()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".mvn/find-jdk.sh"))) {
                return folder;
            }
        }
        throw new ShopException("Run this inside a checkout of the shop, or name one: -Dshop.root=FOLDER");
    }

    Path state() {
        return folder.resolve("state.json");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    Path apps() {
        return folder.resolve("apps");
    }

    Path programs() {
        return folder.resolve("programs");
    }

    Path startCaches() {
        return folder.resolve("start-cache");
    }

    Path startCache(String key) {
        return startCaches().resolve(key + ".aot");
    }

    Path log(String part) {
        return folder.resolve("logs").resolve(part + ".log");
    }

    /** Created, for it is also the folder in which the part runs. */
    Path data(String part) {
        return created(folder.resolve("data").resolve(part));
    }

    /** Where a host says how to give it commands. */
    Path control(String host) {
        return created(folder.resolve("run")).resolve(host + ".control");
    }

    Path logs() {
        return created(folder.resolve("logs"));
    }

    /** The log of a part's new start; those of the last starts are kept beside it. */
    Path freshLog(String part) throws IOException {
        var log = log(part);
        Files.createDirectories(log.resolveSibling("."));
        for (var age = KEPT_LOGS; age > 0; age--) {
            var younger = age == 1 ? log : numbered(log, part, age - 1);
            if (Files.exists(younger)) {
                Files.move(younger, numbered(log, part, age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return log;
    }

    private static Path numbered(Path log, String part, int age) {
        return log.resolveSibling(part + "." + age + ".log");
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
