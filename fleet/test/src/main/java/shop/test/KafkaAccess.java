package shop.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** {@code deploy/kafka/access.txt}: who may do what on the broker. */
public record KafkaAccess(List<Rule> rules) {

    /** Somebody may do one thing with one topic or group. */
    public record Rule(String user, AclOperation operation, ResourceType kind, String name) {

        AclBinding binding() {
            return new AclBinding(
                    new ResourcePattern(kind, name, PatternType.LITERAL),
                    new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
        }
    }

    public KafkaAccess {
        rules = List.copyOf(rules);
    }

    public static KafkaAccess read() {
        var file = folder().resolve("access.txt");
        try (var lines = Files.lines(file)) {
            return new KafkaAccess(lines.map(
                            line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split("\\s+"))
                    .flatMap(words -> rules(
                            words[0], words[1], words[2], Arrays.asList(words).subList(3, words.length)))
                    .toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The rules of one line, in the words of the list and of {@code kafka-acls.sh}. */
    public static Stream<Rule> rules(String user, String operation, String kind, List<String> names) {
        return names.stream().map(name -> new Rule(user, operation(operation), kind(kind), name));
    }

    /** Where the list and what applies it are. */
    public static Path folder() {
        return Path.of(System.getProperty("shop.root", "..")).resolve("deploy/kafka");
    }

    public Set<String> users() {
        return rules.stream().map(Rule::user).collect(Collectors.toUnmodifiableSet());
    }

    /** The topics or groups that this user may use in this way, Describe by another right not included. */
    public Set<String> names(String user, AclOperation operation, ResourceType kind) {
        return rules.stream()
                .filter(rule -> rule.user().equals(user) && rule.operation() == operation && rule.kind() == kind)
                .map(Rule::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The users that may do this with this topic or group. */
    public Set<String> users(AclOperation operation, ResourceType kind, String name) {
        return rules.stream()
                .filter(rule -> rule.operation() == operation
                        && rule.kind() == kind
                        && rule.name().equals(name))
                .map(Rule::user)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static AclOperation operation(String word) {
        return Arrays.stream(AclOperation.values())
                .filter(operation -> operation.name().replace("_", "").equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("access.txt has an unknown operation " + word));
    }

    private static ResourceType kind(String word) {
        return switch (word) {
            case "topic" -> ResourceType.TOPIC;
            case "group" -> ResourceType.GROUP;
            default -> throw new IllegalStateException("access.txt has " + word + ", expected topic or group");
        };
    }
}
