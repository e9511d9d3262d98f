package shop.events;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Guards that a trial has switched off, to see that it finds what they prevent: a trial that never fails shows nothing. Each is taken away
 * by a wrapper around what keeps it, which is there with the setting only.
 */
public final class SwitchedOffGuards {

    /** A list of names, separated by commas. */
    public static final String SETTING = "shop.guards-off";

    private static final Logger LOG = LoggerFactory.getLogger(SwitchedOffGuards.class);

    private final Set<String> names;

    private SwitchedOffGuards(Set<String> names) {
        this.names = names;
    }

    /**
     * Those of this service's settings.
     *
     * @throws IllegalStateException if there are any outside of the local profile
     */
    public static SwitchedOffGuards in(Environment environment) {
        var names = Arrays.stream(environment.getProperty(SETTING, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (!names.isEmpty() && !environment.acceptsProfiles(Profiles.of("local"))) {
            throw new IllegalStateException(SETTING + " is set, and allowed in the local profile only");
        }
        return new SwitchedOffGuards(names);
    }

    /** Says so in the log if it is: nobody should wonder. */
    public boolean contains(String name) {
        var isOff = names.contains(name);
        if (isOff) {
            LOG.error("the guard {} is switched off: this shop will go wrong", name);
        }
        return isOff;
    }
}
