package shop.channels.document;

import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How deep a document is and how many fields it selects once its fragments are spread out: what validating and carrying it out takes.
 * Each fragment is looked at once, so a document of fragments that double one another is measured as fast as any other.
 */
final class DocumentShape {

    private static final Set<String> INTROSPECTION = Set.of("__schema", "__type");
    /** How the names of types begin that describe a schema; a schema itself may have none such. */
    private static final String OF_THE_SCHEMA = "__";

    private static final Size EMPTY = new Size(0, 0);

    /** @param fields saturates at the largest int */
    record Size(int depth, int fields) {

        private Size beside(Size other) {
            return new Size(Math.max(depth, other.depth), saturated((long) fields + other.fields));
        }

        private Size within() {
            return new Size(depth + 1, saturated(fields + 1L));
        }

        private static int saturated(long count) {
            return (int) Math.min(count, Integer.MAX_VALUE);
        }
    }

    private final boolean introspection;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Size> known = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private DocumentShape(boolean introspection) {
        this.introspection = introspection;
    }

    /**
     * The sum of all operations and of fragments that none uses, because all of it is validated.
     *
     * @throws DocumentRefusedException if it does something else than query, or its fragments never end
     */
    static Size of(Document document, boolean introspection) {
        var shape = new DocumentShape(introspection);
        for (var fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
            shape.fragments.put(fragment.getName(), fragment);
        }
        var whole = EMPTY;
        for (Definition<?> definition : document.getDefinitions()) {
            whole = whole.beside(shape.size(definition));
        }
        return whole;
    }

    private Size size(Definition<?> definition) {
        return switch (definition) {
            case OperationDefinition operation -> {
                if (operation.getOperation() != OperationDefinition.Operation.QUERY) {
                    throw new DocumentRefusedException(
                            "operation_not_supported", "This schema is read-only: there are queries alone.");
                }
                yield size(operation.getSelectionSet());
            }
            case FragmentDefinition fragment -> size(fragment);
            default -> throw new DocumentRefusedException("query_invalid", "The document may not define types.");
        };
    }

    private Size size(FragmentDefinition fragment) {
        if (fragment.getTypeCondition().getName().startsWith(OF_THE_SCHEMA)) {
            return introspected();
        }
        var name = fragment.getName();
        var measured = known.get(name);
        if (measured != null) {
            return measured;
        }
        if (!open.add(name)) {
            throw new DocumentRefusedException("query_invalid", "The fragment '" + name + "' contains itself.");
        }
        var size = size(fragment.getSelectionSet());
        open.remove(name);
        known.put(name, size);
        return size;
    }

    private Size size(@Nullable SelectionSet selections) {
        var sum = EMPTY;
        if (selections == null) {
            return sum;
        }
        for (Selection<?> selection : selections.getSelections()) {
            sum = sum.beside(
                    switch (selection) {
                        case Field field -> size(field);
                        case InlineFragment fragment -> size(fragment.getSelectionSet());
                        case FragmentSpread spread -> size(spread);
                        default -> throw new IllegalStateException("selection: " + selection);
                    });
        }
        return sum;
    }

    private Size size(Field field) {
        return INTROSPECTION.contains(field.getName())
                ? introspected()
                : size(field.getSelectionSet()).within();
    }

    /** A tool's question is always the same deep one, of fragments that would be too deep by themselves, and graphql-java bounds it. */
    private Size introspected() {
        if (!introspection) {
            throw new DocumentRefusedException("introspection_disabled", "The schema cannot be asked for here.");
        }
        return EMPTY.within();
    }

    /** One that is not there is refused by the validation. */
    private Size size(FragmentSpread spread) {
        var fragment = fragments.get(spread.getName());
        return fragment == null ? EMPTY : size(fragment);
    }
}
