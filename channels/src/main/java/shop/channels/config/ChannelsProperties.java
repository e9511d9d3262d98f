package shop.channels.config;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the GraphQL endpoint.
 *
 * @param introspection whether clients may ask for the schema
 * @param maxDocument how large a query document may be, in UTF-8
 * @param maxDepth how many fields may stand in one another
 * @param maxFields how many fields a document may select once its fragments are spread out
 * @param maxCost how many points a document may cost, see {@code schema.graphqls}
 * @param persistedQueries how much memory the documents that clients registered by their hash may take
 * @param allowedQueries a folder of {@code *.graphql} files; where it is set, nothing else is carried out
 * @param maxConcurrentCalls how many calls of one service may be under way at once
 * @param connectTimeout how long a connection to a service may take
 * @param answerTimeout how long one call of a service may take
 * @param maxWait how long a request may take as a whole
 */
@Validated
@ConfigurationProperties("shop.channels")
public record ChannelsProperties(
        boolean introspection,
        @DefaultValue("8KB") @NotNull DataSize maxDocument,
        @DefaultValue("8") @Positive int maxDepth,
        @DefaultValue("1000") @Positive int maxFields,
        @DefaultValue("200") @Positive int maxCost,
        @DefaultValue("2MB") @NotNull DataSize persistedQueries,
        @Nullable Path allowedQueries,
        @DefaultValue("100") @Positive int maxConcurrentCalls,
        @DefaultValue("1s") @NotNull Duration connectTimeout,
        @DefaultValue("2500ms") @NotNull Duration answerTimeout,
        @DefaultValue("8s") @NotNull Duration maxWait) {}
