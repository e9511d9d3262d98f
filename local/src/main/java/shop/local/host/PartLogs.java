package shop.local.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The one Logback of the process. A line goes to the log of the part for which the logging thread works, which its context
 * class loader names, or else to the process's own output.
 */
final class PartLogs {

    /** As in every Spring Boot application. */
    private static final Map<String, Level> SERVICE = Map.of(
            Logger.ROOT_LOGGER_NAME,
            Level.INFO,
            "org.apache.catalina.startup.DigesterFactory",
            Level.ERROR,
            "org.apache.catalina.util.LifecycleBase",
            Level.ERROR,
            "org.apache.coyote.http11.Http11NioProtocol",
            Level.WARN,
            "org.apache.tomcat.util.net.NioSelectorPool",
            Level.WARN,
            "org.hibernate.validator.internal.util.Version",
            Level.WARN,
            "org.springframework.boot.actuate.endpoint.jmx",
            Level.WARN);

    /** What the infrastructure says at INFO is for its own developers. */
    private static final Map<String, Level> INFRASTRUCTURE =
            Map.of(Logger.ROOT_LOGGER_NAME, Level.WARN, "shop", Level.INFO, "stdout", Level.INFO, "stderr", Level.INFO);

    private final LoggerContext context;
    private final Map<String, PartLog> logs = new ConcurrentHashMap<>();

    private PartLogs(LoggerContext context) {
        this.context = context;
    }

    /** Takes the process's logging and its standard output in hand. */
    static PartLogs install() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var logs = new PartLogs(context);
        var julLevels = new LevelChangePropagator();
        julLevels.setContext(context);
        julLevels.setResetJUL(true);
        julLevels.start();
        context.addListener(julLevels);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var output = new Dispatch(logs.logs, ownOutput(context));
        output.setContext(context);
        output.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(output);
        logs.applyLevels();
        System.setOut(new PrintStream(new Lines("stdout"), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Lines("stderr"), true, StandardCharsets.UTF_8));
        return logs;
    }

    void open(String part, Path log, boolean service) {
        var old = logs.put(part, new PartLog(part, log, service ? SERVICE : INFRASTRUCTURE));
        if (old != null) {
            old.close();
        }
        applyLevels();
    }

    void configure(String part, ConfigurableEnvironment settings) {
        var log = logs.get(part);
        if (log != null) {
            log.configure(settings);
            applyLevels();
        }
    }

    void close(String part) {
        var log = logs.remove(part);
        if (log != null) {
            log.close();
            applyLevels();
        }
    }

    /** A logger is as talkative as the part that wants most of it; the others leave out what they do not want. */
    private void applyLevels() {
        synchronized (context) {
            var named = new TreeSet<>(SERVICE.keySet());
            logs.values().forEach(log -> named.addAll(log.levels().keySet()));
            for (var logger : context.getLoggerList()) {
                if (logger.getLevel() != null && !named.contains(logger.getName())) {
                    logger.setLevel(null);
                }
            }
            for (var name : named) {
                var level = SERVICE.getOrDefault(name, Level.INFO);
                for (var log : logs.values()) {
                    var wanted = log.threshold(name);
                    level = level.isGreaterOrEqual(wanted) ? wanted : level;
                }
                context.getLogger(name).setLevel(level);
            }
        }
    }

    /** The real standard output: what is printed by way of {@link System#out} ends up here only if no part printed it. */
    private static OutputStreamAppender<ILoggingEvent> ownOutput(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p [%15.15t] %-40.40logger{39} : %m%n");
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(new FileOutputStream(FileDescriptor.out));
        appender.start();
        return appender;
    }

    private static final class Dispatch extends UnsynchronizedAppenderBase<ILoggingEvent> {

        private final Map<String, PartLog> logs;
        private final OutputStreamAppender<ILoggingEvent> own;

        Dispatch(Map<String, PartLog> logs, OutputStreamAppender<ILoggingEvent> own) {
            this.logs = logs;
            this.own = own;
        }

        @Override
        protected void append(ILoggingEvent event) {
            var part = PartClassLoader.ofCurrentThread();
            var log = part == null ? null : logs.get(part.getName());
            if (log == null) {
                own.doAppend(event);
            } else {
                log.write(event);
            }
        }
    }

    /** Makes log lines of what is printed. */
    private static final class Lines extends OutputStream {

        private final Logger log;
        private final ThreadLocal<ByteArrayOutputStream> line = ThreadLocal.withInitial(ByteArrayOutputStream::new);

        Lines(String name) {
            this.log = LoggerFactory.getLogger(name);
        }

        @Override
        public void write(int character) {
            if (character != '\n') {
                line.get().write(character);
                return;
            }
            var text = line.get().toString(StandardCharsets.UTF_8).stripTrailing();
            line.remove();
            if (!text.isEmpty()) {
                log.info(text);
            }
        }
    }
}
