package shop.http.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Currency;
import java.util.Objects;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.web.access.AuthorizationManagerWebInvocationPrivilegeEvaluator.HttpServletRequestTransformer;
import org.springframework.security.web.access.PathPatternRequestTransformer;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import shop.http.idempotency.KeyedRequest;
import shop.http.idempotency.OperationId;
import shop.http.version.IfMatch;
import shop.platform.paging.PageQuery;
import shop.security.Caller;
import shop.security.ServiceCaller;

/** Makes the OpenAPI document say what this module does to every operation: parameters, access, refusals, headers. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({OpenAPI.class, SpringDocUtils.class, WebInvocationPrivilegeEvaluator.class})
class DocsAutoConfiguration {

    private static final String CONVENTIONS = """
            Ids are UUIDs (version 7), times ISO 8601 in UTC, money is `{amountMinor, currency}`. A field that is not known is a 400, so that \
            no typing error is lost. Every path is served with and without a slash at its end.

            **Access**: `x-shop-access` of an operation is `open` (no token needed), `user` (any good token) or `admin`. `x-shop-owner` marks \
            what belongs to somebody: to others it is a 404.

            **Refusals** are `application/problem+json` (RFC 9457); a program decides by `code`, and `type` leads to a page that explains it \
            ([all codes](/problems)). `x-shop-codes` of a response lists the codes \
            that come with its status. Any operation may also answer 403 `origin_not_allowed`, 404 `not_found`, 405 `method_not_allowed`, \
            406 `not_acceptable` and 500 `internal_error`.

            **Lists** take `page` (from 0), `size` (at most 100) and `sort`, and link to the pages around in `Link`.

            **Versions**: a single thing has an `ETag`. `If-None-Match` saves reading it again (304), `If-Match` overwriting somebody's \
            change (412).

            **Repeats**: an operation that lists the header `Idempotency-Key` gives a repeat the first answer, with \
            `Idempotent-Replayed: true`. The others ignore it: repeating them does no harm or makes a second thing, as they say.

            **Aliases**: `x-shop-aliases` lists further addresses of an operation at the gateway.

            **Names**: `X-Request-Id` and `traceparent` are taken over or made, echoed and logged.

            The events of the fleet are on [a page of their own](/asyncapi) ([asyncapi.json](/asyncapi.json)).
            """;

    static {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(
                        Caller.class,
                        ServiceCaller.class,
                        KeyedRequest.class,
                        OperationId.class,
                        PageQuery.class,
                        IfMatch.class)
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
                        .version("v1")
                        .description(CONVENTIONS))
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
    ApiTexts apiTexts(ResourceLoader resources) {
        return new ApiTexts(Objects.requireNonNull(resources.getClassLoader()));
    }

    @Bean
    OperationDocs operationDocs(ApiTexts texts) {
        return new OperationDocs(texts);
    }

    @Bean
    DocumentDocs documentDocs(WebInvocationPrivilegeEvaluator rules, ApiTexts texts, ResourceLoader resources) {
        return new DocumentDocs(rules, texts, new Examples(Objects.requireNonNull(resources.getClassLoader())));
    }
}
