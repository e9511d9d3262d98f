package shop.channels.schema;

import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.schema.idl.RuntimeWiring;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.data.method.annotation.support.AnnotatedControllerConfigurer;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlContextAccessor;
import org.springframework.graphql.execution.GraphQlSource;

/** Spring for GraphQL without its HTTP handlers: what a request may be is decided by the API's own rules. */
@Configuration(proxyBeanMethods = false)
class SchemaConfiguration {

    /** The fields of one level are asked for at once; how many at most is bounded by their cost. */
    @Bean(destroyMethod = "close")
    ExecutorService fieldExecutor() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Bean
    AnnotatedControllerConfigurer annotatedControllers(@Qualifier("fieldExecutor") ExecutorService fieldExecutor) {
        var controllers = new AnnotatedControllerConfigurer();
        controllers.setExecutor(fieldExecutor);
        // A method that hands its work to a batch returns at once.
        controllers.setBlockingMethodPredicate(method ->
                !CompletableFuture.class.isAssignableFrom(method.getReturnType().getParameterType()));
        return controllers;
    }

    /**
     * The registry of the library is filled once for a process. Where parts share one, the first of them fills it with what it has itself,
     * which need not be GraphQL.
     */
    static void registerContextAccessor(ContextRegistry registry) {
        if (registry.getContextAccessors().stream().noneMatch(GraphQlContextAccessor.class::isInstance)) {
            registry.registerContextAccessor(new GraphQlContextAccessor());
        }
    }

    @Bean
    GraphQlSource graphQlSource(AnnotatedControllerConfigurer controllers) {
        registerContextAccessor(ContextRegistry.getInstance());
        return GraphQlSource.schemaResourceBuilder()
                .schemaResources(new ClassPathResource("graphql/schema.graphqls"))
                .configureRuntimeWiring(SchemaConfiguration::addScalars)
                .configureRuntimeWiring(controllers)
                .exceptionResolvers(List.of(new FieldErrors()))
                // The document was read and validated before its cost was counted.
                .configureGraphQl(engine -> engine.preparsedDocumentProvider((input, _) ->
                        CompletableFuture.completedFuture(new PreparsedDocumentEntry(Objects.requireNonNull(
                                input.getGraphQLContext().<Document>get(CallerContext.DOCUMENT))))))
                .build();
    }

    @Bean
    BatchLoaderRegistry batchLoaderRegistry() {
        return new DefaultBatchLoaderRegistry();
    }

    @Bean
    ExecutionGraphQlService executionGraphQl(GraphQlSource source, BatchLoaderRegistry batchLoaders) {
        var engine = new DefaultExecutionGraphQlService(source);
        engine.addDataLoaderRegistrar(batchLoaders);
        return engine;
    }

    private static void addScalars(RuntimeWiring.Builder wiring) {
        Scalars.all().forEach(wiring::scalar);
    }
}
