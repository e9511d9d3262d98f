package shop.local.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a command speaks to the person that called it. */
final class Console {

    private final CommandLine commandLine;
    private final PrintWriter out;
    private final boolean terminal;

    private Console(CommandLine commandLine) {
        this.commandLine = commandLine;
        this.out = commandLine.getOut();
        this.terminal = Optional.ofNullable(System.console())
                .filter(java.io.Console::isTerminal)
                .isPresent();
    }

    static Console of(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return new Console(spec.commandLine());
    }

    CommandLine commandLine() {
        return commandLine;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    boolean isTerminal() {
        return terminal;
    }

    Progress progress(String unit, long total, Supplier<String> notes) {
        return new Progress(out, terminal, unit, total, notes);
    }

    Path readable(@Nullable Path file) {
        if (file == null || !Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ParameterException(commandLine, "The file " + file + " cannot be read.");
        }
        return file;
    }
}
