package shop.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Prepares a broker for the fleet: its topics and, with {@code ACCESS_FILE}, the users of {@code deploy/kafka/access.txt} and their rights.
 * Kafka's own tools do the same with one JVM for each topic, user and line; this is one program, for containers. It may be repeated: what
 * is there stays, and passwords become those that are given.
 */
public final class BrokerSetup {

    private static final int ITERATIONS = 8192;

    private final Map<String, String> environment;

    private BrokerSetup(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads the environment: {@code BOOTSTRAP_SERVERS}; {@code ADMIN_CONFIG}, a client properties file of an administrator, if the broker
     * asks for one; {@code TOPIC_PARTITIONS} and {@code TOPIC_REPLICAS} of topics that are missing; {@code ACCESS_FILE}; and for each user
     * whose password is to be set {@code <USER>_PASSWORD}, for example {@code ORDER_SERVICE_PASSWORD}.
     */
    public static void main(String... arguments) throws InterruptedException {
        try {
            run(System.getenv());
        } catch (InfrastructureException failed) {
            System.err.println("Broker setup: " + failed.getMessage());
            System.exit(1);
        }
    }

    static void run(Map<String, String> environment) throws InterruptedException {
        new BrokerSetup(environment).run();
    }

    private void run() throws InterruptedException {
        var partitions = number("TOPIC_PARTITIONS", Topics.PARTITIONS);
        var copies = (short) number("TOPIC_REPLICAS", Topics.ONE_COPY);
        var rules = rules();
        try (var admin = Admin.create(client())) {
            // Users last: whoever waits for the first login finds topics and rights in place.
            Topics.create(admin, partitions, copies);
            if (!rules.isEmpty()) {
                await("The rights", admin.createAcls(rules).all());
            }
            var passwords = passwords(rules);
            if (!passwords.isEmpty()) {
                await(
                        "The passwords",
                        admin.alterUserScramCredentials(passwords).all());
            }
            System.out.printf(
                    "Broker setup: topics are there, %d rights given, %d passwords set%n",
                    rules.size(), passwords.size());
        }
    }

    private Map<String, Object> client() {
        var properties = new Properties();
        var file = environment.getOrDefault("ADMIN_CONFIG", "");
        if (!file.isBlank()) {
            try (var in = Files.newInputStream(Path.of(file))) {
                properties.load(in);
            } catch (IOException unreadable) {
                throw new InfrastructureException("ADMIN_CONFIG is " + file + ", which cannot be read", unreadable);
            }
        }
        var settings = new HashMap<String, Object>();
        properties.forEach((name, value) -> settings.put(name.toString(), value));
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, required("BOOTSTRAP_SERVERS"));
        return settings;
    }

    private List<AclBinding> rules() {
        var file = environment.getOrDefault("ACCESS_FILE", "");
        if (file.isBlank()) {
            return List.of();
        }
        try {
            var rules = Files.readAllLines(Path.of(file)).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .flatMap(BrokerSetup::rulesOf)
                    .toList();
            if (rules.isEmpty()) {
                throw new InfrastructureException("ACCESS_FILE is " + file + ", which gives nobody a right");
            }
            return rules;
        } catch (IOException unreadable) {
            throw new InfrastructureException("ACCESS_FILE is " + file + ", which cannot be read", unreadable);
        }
    }

    /** A line is: user, operation, kind of resource, names. */
    private static Stream<AclBinding> rulesOf(String line) {
        var words = line.split("\\s+", -1);
        if (words.length < 4) {
            throw new InfrastructureException("ACCESS_FILE has a line without a name: " + line);
        }
        var rule = new AccessControlEntry("User:" + words[0], "*", operation(words[1]), AclPermissionType.ALLOW);
        var kind = kind(words[2]);
        return Arrays.stream(words)
                .skip(3)
                .map(name -> new AclBinding(new ResourcePattern(kind, name, PatternType.LITERAL), rule));
    }

    private static AclOperation operation(String word) {
        return Arrays.stream(AclOperation.values())
                .filter(operation -> operation.name().replace("_", "").equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new InfrastructureException("ACCESS_FILE has the unknown operation " + word));
    }

    private static ResourceType kind(String word) {
        return switch (word) {
            case "topic" -> ResourceType.TOPIC;
            case "group" -> ResourceType.GROUP;
            default ->
                throw new InfrastructureException("ACCESS_FILE has the kind " + word + ", expected topic or group");
        };
    }

    private List<UserScramCredentialAlteration> passwords(List<AclBinding> rules) {
        var passwords = new ArrayList<UserScramCredentialAlteration>();
        rules.stream()
                .map(rule -> rule.entry().principal().substring("User:".length()))
                .distinct()
                .forEach(user -> {
                    var password = environment.getOrDefault(
                            user.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD", "");
                    if (!password.isBlank()) {
                        passwords.add(new UserScramCredentialUpsertion(
                                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password));
                    }
                });
        return passwords;
    }

    private static void await(String what, Future<Void> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException refused) {
            throw new InfrastructureException(what + " could not be set: " + refused.getCause(), refused);
        }
    }

    private String required(String variable) {
        var value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw new InfrastructureException(variable + " must be set");
        }
        return value;
    }

    private int number(String variable, int otherwise) {
        var text = environment.getOrDefault(variable, "");
        if (text.isBlank()) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text.strip());
            if (number > 0 && number <= Short.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of range.
        }
        throw new InfrastructureException(variable + " is " + text + ", expected a whole number from 1");
    }
}
