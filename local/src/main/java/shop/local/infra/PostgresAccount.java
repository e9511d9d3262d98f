package shop.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL is started when we are root, which it refuses: in a user namespace of its own, where root is nobody but
 * still owns its files, or, where namespaces are forbidden, as the account nobody.
 */
record PostgresAccount(List<String> prefix, boolean ownsFilesAsNobody) {

    private static final String NOBODY = "65534";
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> SET_USER =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    PostgresAccount {
        prefix = List.copyOf(prefix);
    }

    static PostgresAccount find(Path binaries) throws IOException, InterruptedException {
        if (!isRoot()) {
            return new PostgresAccount(List.of(), false);
        }
        if (works(NAMESPACE, binaries)) {
            return new PostgresAccount(NAMESPACE, false);
        }
        if (works(SET_USER, binaries)) {
            return new PostgresAccount(SET_USER, true);
        }
        throw new InfrastructureException("PostgreSQL refuses to run as root, user namespaces (unshare -U) are not"
                + " permitted here, and the account nobody cannot read " + binaries
                + ". Run as a normal user, or set SHOP_HOME to a folder that every account may enter.");
    }

    /** Hands a folder, not yet its content, to the account that will run the server. */
    void own(Path folder) throws IOException {
        if (ownsFilesAsNobody) {
            Files.setAttribute(folder, "unix:uid", Integer.valueOf(NOBODY));
            Files.setAttribute(folder, "unix:gid", Integer.valueOf(NOBODY));
        }
    }

    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    private static boolean isRoot() throws IOException {
        var self = Path.of("/proc/self");
        return Files.exists(self)
                ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))
                : "root".equals(System.getProperty("user.name"));
    }

    private static boolean works(List<String> prefix, Path binaries) throws InterruptedException {
        var command = new ArrayList<>(prefix);
        command.add(binaries.resolve("bin/postgres").toString());
        command.add("--version");
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
