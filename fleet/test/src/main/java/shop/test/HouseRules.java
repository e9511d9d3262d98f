package shop.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of STYLE that every service keeps. A service takes them over with
 * {@code @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);}
 */
public final class HouseRules {

    private static final String LISTENER = "org.springframework.kafka.annotation.KafkaListener";

    @ArchTest
    public static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Dto|DTO|Manager|Helper|Util|Utils)")
            .orShould()
            .haveNameMatching(".*Service")
            .because("STYLE §3 bans suffixes that say nothing");

    @ArchTest
    public static final ArchRule timeComesFromAClock = noClasses()
            .should()
            .callMethodWhere(readsTheTimeWithoutAClock())
            .because("a test must be able to set the time: inject Clock");

    @ArchTest
    public static final ArchRule idsAreUuidV7 =
            noClasses().should().callMethod(UUID.class, "randomUUID").because("ids are UUIDv7, which sort by time");

    @ArchTest
    public static final ArchRule noValueAnnotation = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
            .allowEmptyShould(true)
            .because("settings are one validated @ConfigurationProperties record per service");

    @ArchTest
    public static final ArchRule noFieldInjection = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    public static final ArchRule noStandardStreams = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    public static final ArchRule noSleep = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .because("a condition is waited for, not a while");

    @ArchTest
    public static final ArchRule storedTypesStayInside = classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .or()
            .areAnnotatedWith("org.springframework.data.mongodb.core.mapping.Document")
            .should()
            .notBePublic()
            .allowEmptyShould(true)
            .because("rows and documents are the business of the package that stores them");

    @ArchTest
    public static final ArchRule moneyIsNeverFloatingPoint = fields().that()
            .haveNameMatching("(?i).*(price|amount|total|money).*")
            .should(notBeFloatingPoint())
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule packagesAreNullMarked =
            classes().should(liveInANullMarkedPackage()).because("NullAway checks only marked packages");

    @ArchTest
    public static final ArchRule packagesHaveNoCycles =
            slices().matching("shop.(*).(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    public static final ArchRule listenersHaveTheirRights = methods()
            .that()
            .areAnnotatedWith(LISTENER)
            .should(haveTheRightsOfAListener())
            .allowEmptyShould(true)
            .because("on a broker that knows users, what deploy/kafka/access.txt does not have is refused");

    private HouseRules() {}

    private static DescribedPredicate<JavaMethodCall> readsTheTimeWithoutAClock() {
        return DescribedPredicate.describe("read the time without a Clock", call -> {
            var target = call.getTarget();
            var javaTime = target.getOwner().getPackageName().equals("java.time")
                    && target.getName().equals("now")
                    && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
            var system = target.getOwner().isEquivalentTo(System.class)
                    && target.getName().equals("currentTimeMillis");
            return javaTime || system;
        });
    }

    private static ArchCondition<JavaField> notBeFloatingPoint() {
        return new ArchCondition<>("not be floating point") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                var type = field.getRawType();
                if (type.isEquivalentTo(double.class)
                        || type.isEquivalentTo(float.class)
                        || type.isEquivalentTo(Double.class)
                        || type.isEquivalentTo(Float.class)) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is a " + type.getName()));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + ": package " + type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }

    /** The user is the service, which is how a listener's id begins. */
    private static ArchCondition<JavaMethod> haveTheRightsOfAListener() {
        return new ArchCondition<>("have the rights that a listener needs") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                var listener = method.getAnnotationOfType(LISTENER);
                var group = String.valueOf(listener.get("id").orElse(""));
                var user = group.substring(0, Math.max(0, group.indexOf('.')));
                var access = KafkaAccess.read();
                var needed = new ArrayList<KafkaAccess.Rule>();
                needed.add(new KafkaAccess.Rule(user, AclOperation.READ, ResourceType.GROUP, group));
                for (var topic : (String[]) listener.get("topics").orElseThrow()) {
                    needed.add(new KafkaAccess.Rule(user, AclOperation.READ, ResourceType.TOPIC, topic));
                    needed.add(new KafkaAccess.Rule(user, AclOperation.WRITE, ResourceType.TOPIC, topic + "-dlt"));
                }
                var pattern = String.valueOf(listener.get("topicPattern").orElse(""));
                access.rules().stream()
                        .filter(rule ->
                                rule.kind() == ResourceType.TOPIC && rule.name().matches(pattern))
                        .map(rule -> new KafkaAccess.Rule(user, AclOperation.READ, ResourceType.TOPIC, rule.name()))
                        .forEach(needed::add);
                needed.stream()
                        .filter(rule -> !access.rules().contains(rule))
                        .map(rule -> method.getFullName() + " lacks " + rule)
                        .forEach(lack -> events.add(SimpleConditionEvent.violated(method, lack)));
            }
        };
    }
}
