package shop.platform.settings;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Names every environment variable that a setting asks for and nobody has set, before the first bean is made. Without it the text
 * <code>${DB_PASSWORD}</code> itself would be taken for the password, and the database would be blamed.
 */
final class SettingsCheck implements BeanFactoryPostProcessor, PriorityOrdered {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    private final ConfigurableEnvironment environment;

    SettingsCheck(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        var missing = new TreeSet<String>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> settings) {
                for (var name : settings.getPropertyNames()) {
                    if (settings.getProperty(name) instanceof CharSequence text
                            && VARIABLE.matcher(text).find()) {
                        // What counts is the effective value: another source may have set the same setting.
                        addMissing(effective(name), missing);
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new MissingSettingsException(missing);
        }
    }

    /** As it is written, because the environment would stop at the first variable that it cannot find. */
    private @Nullable Object effective(String name) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            var value = source.getProperty(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private void addMissing(@Nullable Object value, Set<String> missing) {
        if (value instanceof CharSequence text) {
            VARIABLE.matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .filter(variable -> !environment.containsProperty(variable))
                    .forEach(missing::add);
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
