package shop.channels.document;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.GraphQLException;
import graphql.ParseAndValidate;
import graphql.execution.RawVariables;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.language.SourceLocation;
import graphql.normalized.ExecutableNormalizedOperationFactory;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import shop.channels.config.ChannelsProperties;

/**
 * Decides whether a query is carried out, the cheap questions first: length, syntax, size, the schema, cost. What is refused has not
 * called any service.
 */
@Component
public class QueryCheck {

    /** Of documents that are in order, so that they are read and validated once; the characters of their texts. */
    private static final long KEPT = 256 * 1024;

    /** A parser that recurses this deep has met nobody's query. */
    private static final int PARSER_DEPTH = 200;

    private static final int TOKENS = 4_000;

    private final PersistedQueries persisted;
    private final GraphQLSchema schema;
    private final ChannelsProperties limits;
    private final ParserOptions parsing;
    private final Cache<String, Document> valid = Caffeine.newBuilder()
            .maximumWeight(KEPT)
            .weigher((String text, Document _) -> text.length())
            .build();

    QueryCheck(PersistedQueries persisted, GraphQlSource source, ChannelsProperties limits) {
        this.persisted = persisted;
        this.schema = source.schema();
        this.limits = limits;
        this.parsing = ParserOptions.newParserOptions()
                .captureIgnoredChars(false)
                .captureLineComments(false)
                .maxCharacters((int) limits.maxDocument().toBytes())
                .maxTokens(TOKENS)
                .maxRuleDepth(PARSER_DEPTH)
                .redactTokenParserErrorMessages(true)
                .build();
    }

    /**
     * What is to be carried out, and what it can cost.
     *
     * @throws DocumentRefusedException if it is not carried out
     */
    public CheckedQuery check(Query query) {
        var text = persisted.document(query);
        var document = document(text);
        requireOperation(document, query.operationName());
        var cost = cost(document, query);
        if (cost > limits.maxCost()) {
            throw new DocumentRefusedException(
                    "query_too_costly",
                    "The query can cost " + cost + " points, and " + limits.maxCost()
                            + " are allowed. Ask for fewer entries (first) or fields.");
        }
        persisted.register(query, text);
        return new CheckedQuery(text, document, query.operationName(), query.variables(), cost);
    }

    private Document document(String text) {
        var known = valid.getIfPresent(text);
        if (known != null) {
            return known;
        }
        var most = limits.maxDocument().toBytes();
        if (text.length() > most || text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw new DocumentRefusedException(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "document_too_large",
                    "A document may have " + most + " bytes.",
                    List.of());
        }
        var document = parsed(text);
        requireSize(DocumentShape.of(document, limits.introspection()));
        var errors = ParseAndValidate.validate(schema, document, Locale.ENGLISH);
        if (!errors.isEmpty()) {
            var first = errors.getFirst();
            throw new DocumentRefusedException(
                    HttpStatus.BAD_REQUEST, "query_invalid", first.getMessage(), places(first.getLocations()));
        }
        valid.put(text, document);
        return document;
    }

    private Document parsed(String text) {
        try {
            return Parser.parse(ParserEnvironment.newParserEnvironment()
                    .document(text)
                    .parserOptions(parsing)
                    .locale(Locale.ENGLISH)
                    .build());
        } catch (InvalidSyntaxException unreadable) {
            var place = unreadable.getLocation();
            throw new DocumentRefusedException(
                    HttpStatus.BAD_REQUEST,
                    "query_syntax",
                    "The document is no GraphQL, or nested too deep to be read.",
                    place == null ? List.of() : places(List.of(place)));
        }
    }

    private void requireSize(DocumentShape.Size size) {
        if (size.depth() > limits.maxDepth()) {
            throw new DocumentRefusedException(
                    "query_too_deep",
                    "The query is " + size.depth() + " fields deep, and " + limits.maxDepth() + " are allowed.");
        }
        if (size.fields() > limits.maxFields()) {
            throw new DocumentRefusedException(
                    "query_too_costly",
                    "The query selects " + size.fields() + " fields, fragments and aliases counted, and "
                            + limits.maxFields() + " are allowed.");
        }
    }

    private static void requireOperation(Document document, @Nullable String name) {
        var operations = document.getDefinitionsOfType(OperationDefinition.class);
        if (name == null ? operations.size() != 1 : operations.stream().noneMatch(one -> name.equals(one.getName()))) {
            throw new DocumentRefusedException(
                    "operation_unknown",
                    name == null
                            ? "The document has " + operations.size()
                                    + " operations; operationName says which is meant."
                            : "The document has no operation of the name in operationName.");
        }
    }

    // RawVariables takes nulls, and does not say so.
    @SuppressWarnings("NullAway")
    private long cost(Document document, Query query) {
        try {
            var operation = ExecutableNormalizedOperationFactory.createExecutableNormalizedOperationWithRawVariables(
                    schema, document, query.operationName(), RawVariables.of(query.variables()));
            return QueryCost.of(operation, schema);
        } catch (GraphQLException unfit) {
            throw new DocumentRefusedException("variables_invalid", String.valueOf(unfit.getMessage()));
        }
    }

    private static List<DocumentRefusedException.Place> places(@Nullable List<SourceLocation> locations) {
        return locations == null
                ? List.of()
                : locations.stream()
                        .map(place -> new DocumentRefusedException.Place(place.getLine(), place.getColumn()))
                        .toList();
    }
}
