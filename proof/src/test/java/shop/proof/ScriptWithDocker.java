package shop.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a script of {@code deploy} with a program in place of Docker, which keeps its state in a folder: {@code $STATE} to the program. */
final class ScriptWithDocker {

    private static final Path DEPLOY = Path.of(System.getProperty("shop.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("deploy");

    private final Path bin;
    private final Path state;

    ScriptWithDocker(Path folder, String docker) throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        state = Files.createDirectory(folder.resolve("docker"));
        Files.writeString(bin.resolve("docker"), docker);
        Files.setPosixFilePermissions(bin.resolve("docker"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path state() {
        return state;
    }

    record Ended(int status, String output) {}

    Ended run(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(DEPLOY.resolve(script).toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("STATE", state.toString());
        builder.environment().merge("PATH", bin.toString(), (path, ours) -> ours + ":" + path);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
