package shop.http.text;

import org.jspecify.annotations.Nullable;
import shop.http.problem.InvalidTextException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Reads every text of a body by {@link TextRule}; where no field declares how many lines it has, it may have several. */
public final class TextModule extends SimpleModule {

    public TextModule() {
        super("text-rule");
        setDeserializerModifier(new Modifier());
    }

    private static final class Modifier extends ValueDeserializerModifier {

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
            return bean.getBeanClass() == String.class ? new RuledText(deserializer, true) : deserializer;
        }
    }

    private static final class RuledText extends DelegatingDeserializer {

        private final boolean multiLine;

        RuledText(ValueDeserializer<?> delegate, boolean multiLine) {
            super(delegate);
            this.multiLine = multiLine;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            return property == null ? this : new RuledText(_delegatee, property.getAnnotation(MultiLine.class) != null);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
            return new RuledText(delegate, multiLine);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            if (super.deserialize(parser, context) instanceof String text) {
                var violation = TextRule.violation(text, multiLine);
                if (violation != null) {
                    throw new InvalidTextException(parser, violation);
                }
                return TextRule.normalize(text);
            }
            return null;
        }
    }
}
