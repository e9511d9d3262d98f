package shop.web;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import shop.test.HouseRules;

@AnalyzeClasses(packages = "shop.web", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests house = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule theGatewayCanProveTokensToo = ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage("shop.web.token", "shop.web.discovery", "shop.web.client", "shop.web.settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.servlet..", "org.springframework.web.servlet..", "org.springframework.security..")
            .because("the gateway has neither servlets nor Spring Security");
}
