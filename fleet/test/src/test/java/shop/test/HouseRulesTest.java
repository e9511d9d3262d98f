package shop.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.unmarked.Unmarked;

/** Breaks every rule once to see it fail. */
class HouseRulesTest {

    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages("shop.broken");

    static Stream<Arguments> rules() {
        return Map.<String, ArchRule>ofEntries(
                        Map.entry("OrderImpl", HouseRules.namesSayWhatAThingIs),
                        Map.entry("placedAt", HouseRules.timeComesFromAClock),
                        Map.entry("randomUUID", HouseRules.idsAreUuidV7),
                        Map.entry("setting", HouseRules.noValueAnnotation),
                        Map.entry("LeakyController.environment", HouseRules.noFieldInjection),
                        Map.entry("pause", HouseRules.noStandardStreams),
                        Map.entry("Thread.sleep", HouseRules.noSleep),
                        Map.entry("OrderRow", HouseRules.storedTypesStayInside),
                        Map.entry("totalPrice", HouseRules.moneyIsNeverFloatingPoint),
                        Map.entry("Cycle", HouseRules.packagesHaveNoCycles),
                        Map.entry("name=cart_changed-dlt", HouseRules.listenersHaveTheirRights),
                        Map.entry("persistence", LayerRules.adaptersLookInward),
                        Map.entry("org.springframework.core.env.Environment", LayerRules.theDomainKnowsNoFramework),
                        Map.entry(
                                "org.springframework.http.HttpStatus",
                                LayerRules.theApplicationKnowsNoTransportAndNoStore),
                        Map.entry("SampleProblem", LayerRules.theApplicationKnowsNoHttp),
                        Map.entry("does not have modifier FINAL", LayerRules.domainClassesAreFinal))
                .entrySet()
                .stream()
                .map(rule -> Arguments.of(rule.getKey(), rule.getValue()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void findsWhatBreaksIt(String offender, ArchRule rule) {
        var result = rule.evaluate(BROKEN);

        assertThat(result.hasViolation())
                .as("violations of %s", rule.getDescription())
                .isTrue();
        assertThat(result.getFailureReport().toString()).contains(offender);
    }

    @Test
    void findsAPackageThatIsNotNullMarked() {
        var unmarked = new ClassFileImporter().importClasses(Unmarked.class);

        assertThat(HouseRules.packagesAreNullMarked.evaluate(unmarked).hasViolation())
                .isTrue();
    }

    @Test
    void failsOnAnEmptyLayer() {
        var withoutDomain = new ClassFileImporter().importPackages("shop.broken.web", "shop.broken.persistence");

        assertThat(LayerRules.adaptersLookInward
                        .evaluate(withoutDomain)
                        .getFailureReport()
                        .toString())
                .contains("Layer 'domain' is empty");
    }
}
