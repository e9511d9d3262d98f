package shop.web.docs;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodParameter;
import org.springframework.core.env.Environment;
import shop.web.idempotency.Idempotent;
import shop.web.idempotency.OperationId;
import shop.web.paging.PageQuery;
import shop.web.paging.Paged;
import shop.web.security.Caller;
import shop.web.security.ServiceCaller;
import shop.web.version.IfMatch;

/** Shows clients the parameters that are behind this module's types, and not the types. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({OpenAPI.class, SpringDocUtils.class})
class DocsAutoConfiguration {

    private static final String BEARER = "bearer";

    static {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(
                        Caller.class, ServiceCaller.class, OperationId.class, PageQuery.class, IfMatch.class);
    }

    /** The server is relative: the document is read at the gateway and tried out there. */
    @Bean
    @ConditionalOnMissingBean
    OpenAPI openApi(Environment environment) {
        return new OpenAPI()
                .info(new Info()
                        .title(environment.getProperty("spring.application.name", "service"))
                        .version("v1"))
                .addServersItem(new Server().url("/"))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }

    @Bean
    GlobalOperationCustomizer fleetParameters() {
        return (operation, method) -> {
            if (method.hasMethodAnnotation(Idempotent.class)) {
                operation.addParametersItem(header(
                        "Idempotency-Key", "A repeat with the same key gets the first answer for 24 hours.", 255));
            }
            for (var parameter : method.getMethodParameters()) {
                if (parameter.getParameterType() == PageQuery.class) {
                    operation.addParametersItem(query("page", integer(0, PageQuery.MAX_PAGE, 0)));
                    operation.addParametersItem(query("size", integer(1, PageQuery.MAX_SIZE, PageQuery.DEFAULT_SIZE)));
                    addSort(operation, parameter);
                } else if (parameter.getParameterType() == IfMatch.class) {
                    operation.addParametersItem(header("If-Match", "The ETag of the version that is to change.", 1000));
                }
            }
            return operation;
        };
    }

    private static void addSort(Operation operation, MethodParameter parameter) {
        var paged = parameter.getParameterAnnotation(Paged.class);
        if (paged != null && paged.sort().length > 0) {
            operation.addParametersItem(query("sort", new StringSchema())
                    .description("field,asc or field,desc; fields: " + String.join(", ", paged.sort())));
        }
    }

    private static Parameter query(String name, Schema<?> schema) {
        return new Parameter().in("query").name(name).schema(schema);
    }

    private static Parameter header(String name, String description, int maxLength) {
        return new Parameter()
                .in("header")
                .name(name)
                .description(description)
                .schema(new StringSchema().maxLength(maxLength));
    }

    private static Schema<?> integer(int min, int max, int fallback) {
        var schema = new IntegerSchema();
        schema.setMinimum(BigDecimal.valueOf(min));
        schema.setMaximum(BigDecimal.valueOf(max));
        schema.setDefault(fallback);
        return schema;
    }
}
