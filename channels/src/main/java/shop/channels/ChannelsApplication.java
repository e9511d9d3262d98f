package shop.channels;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Runs the GraphQL endpoint. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ChannelsApplication {

    public static void main(String[] args) {
        SpringApplication.run(ChannelsApplication.class, args);
    }
}
