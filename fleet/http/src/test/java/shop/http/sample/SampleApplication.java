package shop.http.sample;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import shop.http.access.AccessRules;

/** Runs in the tests of this module only. */
@SpringBootApplication
public class SampleApplication {

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers("/public/**")
                .permitAll()
                .requestMatchers(GET, "/things/**")
                .authenticated()
                .requestMatchers(POST, "/things/**")
                .authenticated()
                .requestMatchers("/admin/**")
                .hasRole("ADMIN");
    }
}
