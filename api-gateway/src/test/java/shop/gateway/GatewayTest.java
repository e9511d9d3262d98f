package shop.gateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import shop.test.TestTokens;

/** A gateway on a free port, without a registry: a test names the services and, as properties of its own, what is special about it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "eureka.client.enabled=false",
            "management.server.port=0",
            "PUBLIC_URL=https://shop.example",
            "EUREKA_URL=http://127.0.0.1:9/eureka/",
            "SERVICE_TOKEN_SECRET=" + TestTokens.SERVICE_TOKEN_SECRET
        })
@interface GatewayTest {}
