package shop.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * Runs the whole service on a free port against real PostgreSQL, Kafka and a MongoDB wire server, which start once for a Maven run.
 * Every test JVM gets a database of its own and fresh topics. Tokens made by {@link TestTokens} are valid; Eureka is off.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FleetTestInitializer.class)
public @interface FleetTest {}
