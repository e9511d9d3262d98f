package shop.channels.schema;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.GraphQLContext;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.Test;

class SchemaConfigurationTest {

    @Test
    void aRegistryThatAnotherPartOfTheProcessFilledReadsQueriesAllTheSame() {
        var filledByAnother = new ContextRegistry();

        SchemaConfiguration.registerContextAccessor(filledByAnother);
        SchemaConfiguration.registerContextAccessor(filledByAnother);

        assertThat(filledByAnother.getContextAccessorForRead(GraphQLContext.getDefault()))
                .isNotNull();
        assertThat(filledByAnother.getContextAccessors()).hasSize(1);
    }
}
