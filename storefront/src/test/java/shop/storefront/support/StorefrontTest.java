package shop.storefront.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import shop.storefront.StorefrontApplication;

/** The pages on a free port, in front of a {@link FakeShop}; nothing else of the fleet is needed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = StorefrontApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = StorefrontTestSettings.class)
@Import(StorefrontTestSettings.Shop.class)
public @interface StorefrontTest {}
