package shop.user;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.data.autoconfigure.web.DataWebAutoConfiguration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Knows who the customers are and signs the tokens that the rest of the fleet trusts. */
// Its resolvers would take parameters of ours for projections and pages of Spring Data.
@SpringBootApplication(exclude = DataWebAutoConfiguration.class)
@ConfigurationPropertiesScan
@EnableScheduling
public class UserServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(UserServiceApplication.class, args);
    }
}
