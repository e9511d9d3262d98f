package shop.local.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** The log file of one part: of bounded size, in the form and with the levels that the part's settings ask for. */
final class PartLog {

    static final long LARGEST = 10L << 20;
    /** Beside the file that is written to; see also the logs that a restart puts aside. */
    static final int KEPT = 2;

    private final String part;
    private final LoggerContext context = new LoggerContext();
    private final RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    private volatile Map<String, Level> levels;

    /** @param levels what is written before {@link #configure} knows better */
    PartLog(String part, Path log, Map<String, Level> levels) {
        this.part = part;
        this.levels = levels;
        context.setName(part);
        file.setContext(context);
        file.setFile(log.toString());
        var rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(log.resolveSibling(part + ".%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(KEPT);
        rolling.start();
        var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(LARGEST));
        size.start();
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(size);
        file.setEncoder(plain(""));
        file.start();
    }

    /** Follows the settings {@code logging.*} of a service. */
    void configure(ConfigurableEnvironment environment) {
        var format = environment.getProperty("logging.structured.format.console", "");
        var encoder = format.isBlank()
                ? plain(environment.getProperty("logging.pattern.correlation", ""))
                : structured(format, environment);
        synchronized (this) {
            var old = file.getEncoder();
            file.setEncoder(encoder);
            old.stop();
        }
        var found = new HashMap<>(levels);
        Binder.get(environment)
                .bind("logging.level", Bindable.mapOf(String.class, String.class))
                .ifBound(named -> named.forEach((logger, level) -> found.put(
                        logger.equalsIgnoreCase(Logger.ROOT_LOGGER_NAME) ? Logger.ROOT_LOGGER_NAME : logger,
                        level.equalsIgnoreCase("false") ? Level.OFF : Level.toLevel(level, Level.INFO))));
        levels = Map.copyOf(found);
    }

    /** By the name of the logger. */
    Map<String, Level> levels() {
        return levels;
    }

    void write(ILoggingEvent event) {
        // Loggers are shared by all parts, and one is as talkative as the part that wants most of it.
        if (event.getLevel().isGreaterOrEqual(threshold(event.getLoggerName()))) {
            file.doAppend(event);
        }
    }

    void close() {
        file.stop();
        context.stop();
    }

    /** From which level on this part wants what the logger says: the closest setting decides. */
    Level threshold(String logger) {
        for (@Nullable String name = logger; name != null; name = parent(name)) {
            var level = levels.get(name);
            if (level != null) {
                return level;
            }
        }
        return levels.getOrDefault(Logger.ROOT_LOGGER_NAME, Level.INFO);
    }

    private static @Nullable String parent(String logger) {
        var dot = logger.lastIndexOf('.');
        return dot < 0 ? null : logger.substring(0, dot);
    }

    private Encoder<ILoggingEvent> plain(String correlation) {
        var layout = new PlainLayout();
        layout.setContext(context);
        layout.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p "
                + ProcessHandle.current().pid() + " --- [" + part + "] [%15.15t] " + correlation
                + "%-40.40logger{39} : %m%n");
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    private Encoder<ILoggingEvent> structured(String format, Environment environment) {
        context.putObject(Environment.class.getName(), environment);
        var encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.start();
        return encoder;
    }
}
