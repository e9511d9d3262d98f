package shop.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
class ApiGatewayApplication {

    static void main(String[] args) {
        sparseBuffers();
        SpringApplication.run(ApiGatewayApplication.class, args);
    }

    /**
     * Netty reserves direct memory by the chunk, by default 4 MiB for each of two arenas per core, before the first request. Small
     * bodies are all that pass here, so chunks of 256 KiB do; whoever sets these properties on the command line knows better.
     */
    private static void sparseBuffers() {
        setUnlessSet("io.netty.allocator.type", "pooled");
        setUnlessSet("io.netty.allocator.maxOrder", "5");
        setUnlessSet("io.netty.allocator.numDirectArenas", "2");
        setUnlessSet("io.netty.allocator.numHeapArenas", "1");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
