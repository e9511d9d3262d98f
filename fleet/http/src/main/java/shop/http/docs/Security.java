package shop.http.docs;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;

/** The two ways to show an access token. */
final class Security {

    private static final String BEARER = "bearer";
    private static final String COOKIE = "cookie";

    private Security() {}

    static Components schemes() {
        return new Components()
                .addSecuritySchemes(
                        BEARER,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT"))
                .addSecuritySchemes(
                        COOKIE,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.COOKIE)
                                .name("access_token")
                                .description(
                                        "Set by login. Methods other than GET, HEAD and OPTIONS need the value of the"
                                                + " cookie XSRF-TOKEN in the header X-XSRF-TOKEN with it."));
    }

    static List<SecurityRequirement> required() {
        return List.of(new SecurityRequirement().addList(BEARER), new SecurityRequirement().addList(COOKIE));
    }

    /** Open to strangers, and a token makes a difference. */
    static List<SecurityRequirement> optional() {
        return List.of(
                new SecurityRequirement(),
                new SecurityRequirement().addList(BEARER),
                new SecurityRequirement().addList(COOKIE));
    }
}
