package shop.test;

import io.jsonwebtoken.io.AbstractSerializer;
import java.io.OutputStream;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Lets jjwt write JSON with the Jackson that is here; its own modules are for Jackson 2. */
final class JwtJson extends AbstractSerializer<Map<String, ?>> {

    @Override
    protected void doSerialize(Map<String, ?> claims, OutputStream out) {
        JsonMapper.shared().writeValue(out, claims);
    }
}
