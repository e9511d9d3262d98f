package shop.gateway.page;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import shop.gateway.GatewayProperties;

/** Serves the scripts and styles of the documentation page, and no other file. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebFluxConfigurer {

    private final GatewayProperties properties;

    PageConfiguration(GatewayProperties properties) {
        this.properties = properties;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/swagger-ui/{file}")
                .addResourceLocations(properties.swaggerUi())
                .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
    }
}
