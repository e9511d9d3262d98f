package shop.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.netflix.eureka.EurekaServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"EUREKA_USER=fleet", "EUREKA_PASSWORD=correct horse"})
class RegistryTest {

    static final HttpClient CLIENT = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    EurekaServerConfig settings;

    @AfterAll
    static void closeClient() {
        CLIENT.close();
    }

    /** An answer that was computed while a registration arrived lacks it for as long as it is cached. */
    @Test
    void keepsNoAnswerForLongerThanCallersWait() {
        assertThat(settings.getResponseCacheAutoExpirationInSeconds())
                .isPositive()
                .isLessThanOrEqualTo(2);
        assertThat(settings.shouldUseReadOnlyResponseCache()).isFalse();
    }

    @Test
    void refusesARegistrationWithoutCredentials() throws Exception {
        var refused = send(registration("rogue-service", 30));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(scheme -> assertThat(scheme).startsWith("Basic"));
        assertThat(statusOf("rogue-service")).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fleet:wrong", "fleet:", "other:correct horse", ":", "fleetcorrect horse:"})
    void refusesWrongCredentials(String credentials) throws Exception {
        assertThat(send(with(credentials, registration("rogue-service", 30))).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/eureka/apps", "/eureka/apps/delta", "/eureka/status", "/lastn", "/actuator/env"})
    void showsNothingWithoutCredentials(String path) throws Exception {
        assertThat(send(request(path)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /eureka/apps/payment-service/payment-service-1",
        "PUT,    /eureka/apps/payment-service/payment-service-1/status?value=DOWN",
        "DELETE, /eureka/apps/payment-service/payment-service-1",
        "POST,   /eureka/peerreplication/batch/",
        "POST,   /eureka/apps/payment-service"
    })
    void changesNothingWithoutCredentials(String method, String path) throws Exception {
        assertThat(send(authenticated(registration("payment-service", 30))).statusCode())
                .isEqualTo(204);
        var before =
                send(authenticated(request("/eureka/apps/payment-service"))).body();

        for (var request : List.of(request(path), with("fleet:wrong", request(path)))) {
            var refused = send(
                    request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString("{}")));
            assertThat(refused.statusCode()).isEqualTo(401);
        }
        assertThat(send(authenticated(request("/eureka/apps/payment-service"))).body())
                .isEqualTo(before);
    }

    @Test
    void listsARegisteredInstanceAtOnce() throws Exception {
        assertThat(send(authenticated(registration("payment-service", 30))).statusCode())
                .isEqualTo(204);

        var listed = send(authenticated(request("/eureka/apps").header("Accept", "application/json")));
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body()).contains("PAYMENT-SERVICE").contains("payment-service-1");
    }

    @Test
    void forgetsAnInstanceThatStopsRenewing() throws Exception {
        assertThat(send(authenticated(registration("short-lived-service", 1))).statusCode())
                .isEqualTo(204);
        assertThat(statusOf("short-lived-service")).isEqualTo(200);

        await().atMost(Duration.ofSeconds(15)).until(() -> statusOf("short-lived-service") == 404);
    }

    @Test
    void showsItsPageToThoseWithCredentials() throws Exception {
        var page = send(authenticated(request("/")));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Instances currently registered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void tellsItsHealthToEverybody(String path) throws Exception {
        var health = send(request(path));

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"UP\"");
    }

    @Test
    void showsItsMetricsInsideTheNetwork() throws Exception {
        assertThat(send(request("/actuator/prometheus")).body()).contains("jvm_memory_used_bytes");
    }

    private int statusOf(String application) throws IOException, InterruptedException {
        return send(authenticated(request("/eureka/apps/" + application))).statusCode();
    }

    private HttpRequest.Builder registration(String application, int leaseSeconds) {
        var instance = """
                {"instance": {
                  "instanceId": "%1$s-1", "app": "%1$s", "vipAddress": "%1$s", "hostName": "127.0.0.1", "ipAddr": "127.0.0.1",
                  "status": "UP", "port": {"$": 9999, "@enabled": "true"},
                  "dataCenterInfo": {"@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", "name": "MyOwn"},
                  "leaseInfo": {"renewalIntervalInSecs": 1, "durationInSecs": %2$d}
                }}""".formatted(application, leaseSeconds);
        return request("/eureka/apps/" + application)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(instance));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static HttpRequest.Builder authenticated(HttpRequest.Builder request) {
        return with("fleet:correct horse", request);
    }

    private static HttpRequest.Builder with(String credentials, HttpRequest.Builder request) {
        return request.header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
