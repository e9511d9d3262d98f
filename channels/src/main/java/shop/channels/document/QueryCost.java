package shop.channels.document;

import graphql.normalized.ExecutableNormalizedField;
import graphql.normalized.ExecutableNormalizedOperation;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query can cost at most, by the directives of {@code schema.graphqls} and the arguments and variables that it is sent with. */
final class QueryCost {

    private static final long POINT = 100;
    private static final long VALUE = 1;

    /** Far above any limit, and multiplied by a list's size still a long. */
    private static final long MOST = Integer.MAX_VALUE;

    private static final int UNKNOWN = 1;

    private final GraphQLSchema schema;

    private QueryCost(GraphQLSchema schema) {
        this.schema = schema;
    }

    /** In points, rounded up; at least 1. */
    static long of(ExecutableNormalizedOperation operation, GraphQLSchema schema) {
        var cost = new QueryCost(schema);
        var sum = 0L;
        for (var field : operation.getTopLevelFields()) {
            sum = capped(sum + cost.of(field, UNKNOWN));
        }
        return Math.max(1, Math.ceilDiv(sum, POINT));
    }

    /** @param sizeInConnection how many entries it has if it is the list of a connection */
    private long of(ExecutableNormalizedField field, long sizeInConnection) {
        if (field.getFieldName().startsWith("__")) {
            return VALUE;
        }
        var definition = field.getFieldDefinitions(schema).getFirst();
        var type = GraphQLTypeUtil.unwrapAll(definition.getType());
        var listSize = definition.getAppliedDirective("listSize");
        var size = size(field, listSize, sizeInConnection);
        var ofConnection = strings(listSize, "sizedFields");
        var entry = VALUE + POINT * weight(type);
        for (var child : field.getChildren()) {
            entry = capped(entry + of(child, ofConnection.contains(child.getFieldName()) ? size : UNKNOWN));
        }
        var entries = isList(definition.getType()) ? size : 1;
        return capped(POINT * weight(definition) + capped(entries * entry));
    }

    private static long size(
            ExecutableNormalizedField field, @Nullable GraphQLAppliedDirective listSize, long sizeInConnection) {
        if (listSize == null) {
            return sizeInConnection;
        }
        var arguments = field.getResolvedArguments();
        var slicing = value(listSize, "slicingArgument");
        if (slicing != null && arguments.get(slicing) instanceof Number number) {
            return bounded(number.longValue());
        }
        var sizedBy = value(listSize, "sizedBy");
        if (sizedBy != null) {
            return arguments.get(sizedBy) instanceof Collection<?> named ? bounded(named.size()) : UNKNOWN;
        }
        return value(listSize, "assumedSize") instanceof Number assumed ? assumed.longValue() : UNKNOWN;
    }

    private static long bounded(long size) {
        return Math.clamp(size, 1, MOST);
    }

    private static long capped(long cost) {
        return Math.min(cost, MOST);
    }

    private static long weight(GraphQLFieldDefinition field) {
        return weight(field, 0);
    }

    private static long weight(GraphQLType type) {
        return type instanceof GraphQLObjectType object ? weight(object, 1) : 0;
    }

    private static long weight(GraphQLDirectiveContainer container, long otherwise) {
        return value(container.getAppliedDirective("cost"), "weight") instanceof Number weight
                ? weight.longValue()
                : otherwise;
    }

    private static boolean isList(GraphQLType type) {
        return GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(type));
    }

    private static List<String> strings(@Nullable GraphQLAppliedDirective directive, String argument) {
        return value(directive, argument) instanceof Collection<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static @Nullable Object value(@Nullable GraphQLAppliedDirective directive, String argument) {
        var given = directive == null ? null : directive.getArgument(argument);
        return given == null ? null : given.getValue();
    }
}
