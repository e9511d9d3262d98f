package shop.web.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Currency;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.security.web.access.AuthorizationManagerWebInvocationPrivilegeEvaluator.HttpServletRequestTransformer;
import org.springframework.security.web.access.PathPatternRequestTransformer;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import shop.web.idempotency.OperationId;
import shop.web.paging.PageQuery;
import shop.web.security.Caller;
import shop.web.security.ServiceCaller;
import shop.web.version.IfMatch;

/** Makes the OpenAPI document say what this module does to every operation: parameters, access, refusals, headers. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({OpenAPI.class, SpringDocUtils.class, WebInvocationPrivilegeEvaluator.class})
class DocsAutoConfiguration {

    static {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(
                        Caller.class, ServiceCaller.class, OperationId.class, PageQuery.class, IfMatch.class)
                .replaceWithSchema(
                        Currency.class,
                        Schemas.of(
                                "{\"type\": \"string\", \"pattern\": \"^[A-Z]{3}$\", \"description\": \"ISO 4217\"}"));
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
                .components(Security.schemes());
    }

    /** Spring Security makes up a request to ask its rules with, and forgets to say that it is no error page. */
    @Bean
    HttpServletRequestTransformer askedRequest() {
        var paths = new PathPatternRequestTransformer();
        return request -> new HttpServletRequestWrapper(paths.transform(request)) {
            @Override
            public DispatcherType getDispatcherType() {
                return DispatcherType.REQUEST;
            }
        };
    }

    @Bean
    OperationDocs operationDocs() {
        return new OperationDocs();
    }

    @Bean
    DocumentDocs documentDocs(WebInvocationPrivilegeEvaluator rules) {
        return new DocumentDocs(rules);
    }
}
