package shop.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layers of a rich service (STYLE §2): adapters look inward and never at each other. A layer without classes fails. */
public final class LayerRules {

    @ArchTest
    public static final ArchRule adaptersLookInward = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("shop..")
            .layer("domain")
            .definedBy("shop.*.domain..")
            .layer("application")
            .definedBy("shop.*.application..")
            .layer("web")
            .definedBy("shop.*.web..")
            .layer("messaging")
            .definedBy("shop.*.messaging..")
            .layer("persistence")
            .definedBy("shop.*.persistence..")
            .optionalLayer("client")
            .definedBy("shop.*.client..")
            .layer("config")
            .definedBy("shop.*.config..")
            .whereLayer("web")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("messaging")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("persistence")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("application")
            .mayOnlyBeAccessedByLayers("web", "messaging", "persistence", "client", "config");

    @ArchTest
    public static final ArchRule theDomainKnowsNoFramework = classes()
            .that()
            .resideInAPackage("shop.*.domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "shop.kernel..", "shop.*.domain..", "org.jspecify..");

    @ArchTest
    public static final ArchRule theApplicationKnowsNoTransportAndNoStore = classes()
            .that()
            .resideInAPackage("shop.*.application..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "org.springframework.kafka..",
                    "org.springframework.data..",
                    "org.springframework.jdbc..",
                    "jakarta.persistence..",
                    "jakarta.servlet..",
                    "com.stripe..",
                    "com.razorpay..",
                    "okhttp3..");

    @ArchTest
    public static final ArchRule theApplicationKnowsNoHttp = noClasses()
            .that()
            .resideInAPackage("shop.*.application..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("shop.http..", "shop.client..", "shop.security.token..", "shop.jdbc..");

    @ArchTest
    public static final ArchRule domainClassesAreFinal = classes()
            .that()
            .resideInAPackage("shop.*.domain..")
            .and()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotEnums()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);

    private LayerRules() {}
}
