package shop.http.json;

import jakarta.validation.Validator;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.ResourceRegionHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.support.AllEncompassingFormHttpMessageConverter;
import org.springframework.web.accept.ContentNegotiationManager;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Makes Spring MVC read strictly; the mapper bean stays lenient, because what other services publish may grow. */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class JsonAutoConfiguration {

    /** Whatever format a library brings along besides (YAML comes with the API documents) would be read without our rules. */
    private static final Set<Class<?>> FORMATS = Set.of(
            JacksonJsonHttpMessageConverter.class,
            StringHttpMessageConverter.class,
            ByteArrayHttpMessageConverter.class,
            ResourceHttpMessageConverter.class,
            ResourceRegionHttpMessageConverter.class,
            AllEncompassingFormHttpMessageConverter.class);

    @Bean
    StrictJson strictJson(JsonMapper mapper, ObjectProvider<Validator> validator) {
        return new StrictJson(mapper, validator.getIfAvailable());
    }

    @Bean
    Utf8Only utf8Only() {
        return new Utf8Only();
    }

    /** After Spring Boot's own, which would set the lenient one. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    ServerHttpMessageConvertersCustomizer strictBodies(StrictJson json) {
        return converters -> converters
                .withJsonConverter(new JacksonJsonHttpMessageConverter(json.mapper()))
                .configureMessageConvertersList(all -> all.removeIf(JsonAutoConfiguration::isOfAnotherFormat));
    }

    /** The manager is made of all configurers, this one too, so it can be asked for only later. */
    @Bean
    WebMvcConfigurer negotiationBeforeCommands(
            @Qualifier("mvcContentNegotiationManager") ObjectProvider<ContentNegotiationManager> negotiation) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new ContentTypeCheck()).order(Ordered.HIGHEST_PRECEDENCE);
                registry.addInterceptor(new AnswerNegotiation(negotiation::getObject))
                        .order(Ordered.HIGHEST_PRECEDENCE);
            }
        };
    }

    private static boolean isOfAnotherFormat(HttpMessageConverter<?> converter) {
        return !FORMATS.contains(converter.getClass());
    }
}
