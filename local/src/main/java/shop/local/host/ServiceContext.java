package shop.local.host;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * One service in this process: its real main method, run with its own class path and its own settings. What Spring Boot
 * would take from the process (web application type, environment variables, shutdown hook) is taken from the service.
 */
final class ServiceContext implements RunningPart {

    /**
     * What a service must not do in a process with others: share its meters, and count the lines of the one Logback, which are
     * those of all; the counter would also stay behind when the service is closed.
     */
    private static final Map<String, String> SHARING = Map.of(
            "MANAGEMENT_METRICS_USE_GLOBAL_REGISTRY",
            "false",
            "SPRING_AUTOCONFIGURE_EXCLUDE",
            "org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration");

    private final ConfigurableApplicationContext context;

    private ServiceContext(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Returns when the service is ready.
     *
     * @param settings is given the service's settings as soon as they are known
     */
    static ServiceContext start(PartSpec spec, PartClassLoader loader, Consumer<ConfigurableEnvironment> settings)
            throws Exception {
        var main = Class.forName(mainClass(spec), false, loader).getDeclaredMethod("main", String[].class);
        // A main class need not be public.
        main.setAccessible(true);
        var listener = new Listener(settings);
        try {
            return PartThreads.call("start-" + spec.name(), loader, () -> {
                SpringApplication.withHook(
                        application -> listener.isFirst() ? prepared(application, spec, loader, listener) : null,
                        () -> {
                            try {
                                main.invoke(null, (Object) new String[0]);
                            } catch (IllegalAccessException e) {
                                throw new IllegalStateException(e);
                            } catch (InvocationTargetException e) {
                                throw new IllegalStateException(e.getCause());
                            }
                        });
                return new ServiceContext(listener.context());
            });
        } catch (Exception | Error e) {
            loader.close();
            throw e;
        }
    }

    @Override
    public void stop() {
        context.close();
        StaticCaches.clear();
    }

    private static Listener prepared(
            SpringApplication application, PartSpec spec, PartClassLoader loader, Listener listener) {
        application.setResourceLoader(new DefaultResourceLoader(loader));
        application.setRegisterShutdownHook(false);
        application.setWebApplicationType(webApplicationType(loader));
        application.setApplicationContextFactory(new ServiceEnvironments(spec.environment()));
        return listener;
    }

    /** As {@link WebApplicationType#deduce()}, which looks at the whole process. */
    private static WebApplicationType webApplicationType(ClassLoader loader) {
        return SpringFactoriesLoader.forDefaultResourceLocation(loader).load(WebApplicationType.Deducer.class).stream()
                .map(WebApplicationType.Deducer::deduceWebApplicationType)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(WebApplicationType.NONE);
    }

    /** The one class with such a name, as the service's own jar names it in its manifest. */
    private static String mainClass(PartSpec spec) throws IOException {
        try (var files = Files.walk(spec.classes())) {
            var found = files.map(file -> spec.classes().relativize(file).toString())
                    .filter(file -> file.endsWith("Application.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .toList();
            if (found.size() != 1) {
                throw new IllegalArgumentException(
                        spec.name() + " has these main classes: " + found + " (expected: one ...Application)");
            }
            return found.getFirst();
        }
    }

    /** Gives the service its own environment variables in place of the process's. */
    private record ServiceEnvironments(Map<String, String> variables) implements ApplicationContextFactory {

        @Override
        public @Nullable ConfigurableEnvironment createEnvironment(@Nullable WebApplicationType type) {
            var environment = DEFAULT.createEnvironment(type);
            var own = environment == null ? new StandardEnvironment() : environment;
            var whole = new HashMap<String, Object>(SHARING);
            whole.putAll(variables);
            own.getPropertySources()
                    .replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(whole)));
            return own;
        }

        @Override
        public @Nullable Class<? extends ConfigurableEnvironment> getEnvironmentType(
                @Nullable WebApplicationType type) {
            return DEFAULT.getEnvironmentType(type);
        }

        @Override
        public @Nullable ConfigurableApplicationContext create(@Nullable WebApplicationType type) {
            return DEFAULT.create(type);
        }
    }

    /** Takes the context out of the service's main method. */
    private static final class Listener implements SpringApplicationRunListener {

        private final Consumer<ConfigurableEnvironment> settings;
        private volatile boolean asked;
        private volatile @Nullable ConfigurableApplicationContext context;

        Listener(Consumer<ConfigurableEnvironment> settings) {
            this.settings = settings;
        }

        /** Only the service's own application is prepared, not one that it may start within. */
        boolean isFirst() {
            var first = !asked;
            asked = true;
            return first;
        }

        @Override
        public void environmentPrepared(
                ConfigurableBootstrapContext bootstrapContext, ConfigurableEnvironment environment) {
            settings.accept(environment);
        }

        @Override
        public void contextPrepared(ConfigurableApplicationContext prepared) {
            context = prepared;
        }

        ConfigurableApplicationContext context() {
            var started = context;
            if (started == null) {
                throw new IllegalStateException("The main method returned without starting a Spring application");
            }
            return started;
        }
    }
}
