package shop.security.token;

import io.jsonwebtoken.io.DeserializationException;
import io.jsonwebtoken.io.Deserializer;
import io.jsonwebtoken.io.SerializationException;
import io.jsonwebtoken.io.Serializer;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of tokens and key sets with Jackson 3, which jjwt has no module for. Reading is strict: a member that is
 * there twice, or deep nesting, is no token of ours.
 */
public final class JwtJson implements Serializer<Map<String, ?>>, Deserializer<Map<String, ?>> {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(10).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    @Deprecated
    public byte[] serialize(Map<String, ?> value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException failure) {
            throw new SerializationException("not writable as JSON", failure);
        }
    }

    @Override
    public void serialize(Map<String, ?> value, OutputStream out) {
        try {
            mapper.writeValue(out, value);
        } catch (JacksonException failure) {
            throw new SerializationException("not writable as JSON", failure);
        }
    }

    @Override
    @Deprecated
    public Map<String, ?> deserialize(byte[] json) {
        try {
            return mapper.readValue(json, OBJECT);
        } catch (JacksonException failure) {
            throw new DeserializationException("no JSON object", failure);
        }
    }

    @Override
    public Map<String, ?> deserialize(Reader json) {
        try {
            return mapper.readValue(json, OBJECT);
        } catch (JacksonException failure) {
            throw new DeserializationException("no JSON object", failure);
        }
    }

    Map<String, ?> deserialize(InputStream json) {
        return mapper.readValue(json, OBJECT);
    }
}
