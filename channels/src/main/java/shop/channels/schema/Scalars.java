package shop.channels.schema;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.CoercingSerializeException;
import graphql.schema.GraphQLScalarType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The scalars of the schema that GraphQL does not have. */
final class Scalars {

    private Scalars() {}

    static List<GraphQLScalarType> all() {
        return List.of(
                scalar("Long", new LongCoercing()),
                scalar("DateTime", new TextCoercing<>("a point in time", Instant.class, Instant::parse)),
                scalar("Date", new TextCoercing<>("a day", LocalDate.class, LocalDate::parse)),
                scalar("JSON", new JsonCoercing()));
    }

    private static GraphQLScalarType scalar(String name, Coercing<?, ?> coercing) {
        return GraphQLScalarType.newScalar().name(name).coercing(coercing).build();
    }

    private static final class LongCoercing implements Coercing<Long, Long> {

        private static final String EXPECTED = "must be a whole number of 64 bits";

        @Override
        public Long serialize(Object result, GraphQLContext context, Locale locale) {
            if (result instanceof Number number) {
                return number.longValue();
            }
            throw new CoercingSerializeException("no number: " + result.getClass());
        }

        @Override
        public Long parseValue(Object input, GraphQLContext context, Locale locale) {
            return switch (input) {
                case Integer number -> number.longValue();
                case Long number -> number;
                default -> throw new CoercingParseValueException(EXPECTED);
            };
        }

        @Override
        public Long parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            if (input instanceof IntValue number && fits(number.getValue())) {
                return number.getValue().longValueExact();
            }
            throw new CoercingParseLiteralException(EXPECTED);
        }

        private static boolean fits(BigInteger number) {
            return number.bitLength() < Long.SIZE;
        }

        @Override
        public Value<?> valueToLiteral(Object input, GraphQLContext context, Locale locale) {
            return new IntValue(BigInteger.valueOf(((Number) input).longValue()));
        }
    }

    /** What is a text on the wire and something else in a program. */
    private record TextCoercing<T>(String what, Class<T> type, Function<String, T> reader)
            implements Coercing<T, String> {

        @Override
        public String serialize(Object result, GraphQLContext context, Locale locale) {
            if (type.isInstance(result)) {
                return result.toString();
            }
            throw new CoercingSerializeException("no " + type + ": " + result.getClass());
        }

        @Override
        public T parseValue(Object input, GraphQLContext context, Locale locale) {
            var value = input instanceof String text ? read(text) : null;
            if (value == null) {
                throw new CoercingParseValueException(expected());
            }
            return value;
        }

        @Override
        public T parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            var value = input instanceof StringValue text ? read(Objects.requireNonNull(text.getValue())) : null;
            if (value == null) {
                throw new CoercingParseLiteralException(expected());
            }
            return value;
        }

        @Override
        public Value<?> valueToLiteral(Object input, GraphQLContext context, Locale locale) {
            return new StringValue(input.toString());
        }

        private @Nullable T read(String text) {
            try {
                return reader.apply(text);
            } catch (DateTimeException _) {
                return null;
            }
        }

        private String expected() {
            return "must be " + what + " as ISO 8601 has it";
        }
    }

    /** In responses alone. */
    private static final class JsonCoercing implements Coercing<Object, Object> {

        @Override
        public Object serialize(Object result, GraphQLContext context, Locale locale) {
            return result;
        }
    }
}
