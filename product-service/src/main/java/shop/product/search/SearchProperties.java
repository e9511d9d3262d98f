package shop.product.search;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the search index is and how it is kept up.
 *
 * @param directory each instance takes a folder of its own below; made if it is not there
 * @param startPatience how long a start waits for the index to catch up with the topics; after that the service serves what it has
 * @param visibleAfter how long a change may wait so that others become visible with it
 * @param durableAfter how long a change may wait until it is written down, after which a restart need not read it again
 * @param ramBufferMegabytes how much is written in memory before it goes to the disk
 */
@Validated
@ConfigurationProperties("product.search")
public record SearchProperties(
        @NotNull Path directory,
        @NotNull @DefaultValue("30s") Duration startPatience,
        @NotNull @DefaultValue("200ms") Duration visibleAfter,
        @NotNull @DefaultValue("5s") Duration durableAfter,
        @DefaultValue("32") @Positive int ramBufferMegabytes) {}
