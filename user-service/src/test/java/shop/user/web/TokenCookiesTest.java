package shop.user.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import shop.user.config.UserProperties;
import shop.user.secret.Secret;
import shop.user.session.IssuedTokens;

/** By the settings files themselves: cookies leave TLS on one machine alone, and only if the shop is found there without it. */
class TokenCookiesTest {

    @ParameterizedTest
    @CsvSource({
        "application-local.yml, http://localhost:8080, false",
        "application-local.yml, https://localhost:8443, true",
        "application-local.yml, https://shop.example, true",
        "application.yml, https://shop.example, true",
        "application.yml, http://localhost:8080, true",
        "application.yml, http://shop.example, true"
    })
    void areSecureEverywhereButOnOneMachineWithoutTls(String profile, String publicUrl, boolean secure)
            throws IOException {
        var headers = new HttpHeaders();

        var cookies = new TokenCookies(properties(profile, publicUrl));
        cookies.set(
                headers, new IssuedTokens("a", "r", "x", Duration.ofMinutes(1), Duration.ofDays(1), new Secret("d")));
        cookies.clear(headers);

        assertThat(headers.get(HttpHeaders.SET_COOKIE)).hasSize(7).allSatisfy(cookie -> {
            assertThat(cookie.contains("; Secure")).isEqualTo(secure);
            assertThat(cookie).contains("SameSite=Strict");
        });
    }

    private static UserProperties properties(String profile, String publicUrl) throws IOException {
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        sources.addFirst(new MapPropertySource(
                "test",
                Map.of(
                        "PUBLIC_URL",
                        publicUrl,
                        "MAIL_FROM",
                        "shop@shop.example",
                        "KEY_ENCRYPTION_SECRET",
                        "a secret of more than thirty-two characters")));
        var loader = new YamlPropertySourceLoader();
        for (var file : new String[] {profile, "application.yml"}) {
            loader.load(file + " of " + profile, new ClassPathResource(file)).forEach(sources::addLast);
        }
        return Binder.get(environment).bind("shop.user", UserProperties.class).get();
    }
}
