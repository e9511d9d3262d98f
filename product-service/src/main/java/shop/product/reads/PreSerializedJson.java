package shop.product.reads;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;

/** An answer, or a part of one, that was written before. */
@JsonSerialize(using = PreSerializedJson.Serializer.class)
public interface PreSerializedJson {

    /** A JSON value in UTF-8; not to be changed. */
    byte[] json();

    /** Copies what is there. */
    final class Serializer extends ValueSerializer<PreSerializedJson> {

        @Override
        public void serialize(PreSerializedJson ready, JsonGenerator out, SerializationContext context) {
            out.writeRawValue(new String(ready.json(), StandardCharsets.UTF_8));
        }
    }
}
