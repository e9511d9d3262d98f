package shop.discovery;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;

@SpringBootApplication
@EnableEurekaServer
@EnableConfigurationProperties(DiscoveryProperties.class)
class DiscoveryServerApplication {

    static void main(String[] args) {
        SpringApplication.run(DiscoveryServerApplication.class, args);
    }
}
