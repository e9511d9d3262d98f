package shop.storefront.shell;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What Spring MVC is told for all pages. */
@Configuration(proxyBeanMethods = false)
class ShellConfiguration {

    @Bean
    LocaleResolver localeResolver() {
        return new VisitorLocale();
    }

    @Bean
    WebMvcConfigurer pageRules(VisitorResolver visitors, FormOriginCheck origins, SessionRenewal renewal) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(visitors);
            }

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(origins);
                registry.addInterceptor(renewal);
            }
        };
    }
}
