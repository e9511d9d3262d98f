package shop.notification.delivery;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import shop.notification.config.NotificationProperties;
import shop.notification.notice.Notice;
import shop.notification.notice.Wording;
import shop.notification.preference.Preferences;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Hands short messages to Twilio (Messages resource of its API of 2010-04-01). */
class TwilioSmsSender implements DeliveryChannel {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(3);
    /** Both together are well within a delivery's lease. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

    /** Twilio's codes for numbers that no message will ever reach: invalid, no mobile, unreachable, stopped by its owner. */
    private static final Set<Integer> NUMBER_REFUSED = Set.of(21211, 21214, 21217, 21408, 21610, 21612, 21614);

    /** Twilio takes no longer ones. */
    private static final int LONGEST = 1600;

    private final RestClient client;
    private final NotificationProperties.Twilio settings;
    private final Wording wording;
    private final Clock clock;

    TwilioSmsSender(NotificationProperties properties, Wording wording, Clock clock) {
        this.settings = properties.twilio();
        this.wording = wording;
        this.clock = clock;
        var requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(CONNECT_PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        requests.setReadTimeout(ANSWER_PATIENCE);
        this.client = RestClient.builder().requestFactory(requests).build();
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }

    @Override
    public boolean isWanted(Preferences preferences) {
        return settings.isConfigured() && preferences.sms() && preferences.phone() != null;
    }

    /** {@inheritDoc} Twilio takes one message a call, and knows no idempotency key: a message whose answer was lost is sent again. */
    @Override
    public Map<String, DeliveryProblem> send(List<Dispatch> batch) {
        var problems = new LinkedHashMap<String, DeliveryProblem>();
        for (var dispatch : batch) {
            if (clock.instant().isAfter(dispatch.startBy())) {
                problems.put(dispatch.id(), DeliveryProblem.OUT_OF_TIME);
                continue;
            }
            try {
                send(dispatch);
            } catch (DeliveryException failed) {
                problems.put(dispatch.id(), failed.problem());
            } catch (RuntimeException unclear) {
                // Whatever it is, what became of the others is not to be lost with it.
                problems.put(dispatch.id(), DeliveryProblem.REFUSED);
            }
        }
        return problems;
    }

    private void send(Dispatch dispatch) {
        var form = new LinkedMultiValueMap<String, String>();
        form.add("To", Objects.requireNonNull(dispatch.preferences().phone(), "wanted by none without a number"));
        form.add(settings.from().startsWith("MG") ? "MessagingServiceSid" : "From", settings.from());
        form.add("Body", body(dispatch.delivery().notice(), dispatch.language()));
        try {
            var _ = client.post()
                    .uri(settings.apiBase() + "/2010-04-01/Accounts/{sid}/Messages.json", settings.accountSid())
                    .headers(headers -> headers.setBasicAuth(settings.accountSid(), settings.authToken()))
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .accept(MediaType.APPLICATION_JSON)
                    .body(form)
                    .retrieve()
                    .onStatus(HttpStatusCode::isError, TwilioSmsSender::refuse)
                    .toBodilessEntity();
        } catch (ResourceAccessException unreachable) {
            throw new DeliveryException(DeliveryProblem.SERVER_UNREACHABLE, unreachable);
        }
    }

    private String body(Notice notice, Locale language) {
        var text = wording.shortMessage(notice, language);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static void refuse(HttpRequest request, ClientHttpResponse answer) throws IOException {
        var status = answer.getStatusCode();
        throw new DeliveryException(
                status.isSameCodeAs(HttpStatus.UNAUTHORIZED) || status.isSameCodeAs(HttpStatus.FORBIDDEN)
                        ? DeliveryProblem.AUTHENTICATION_FAILED
                        : NUMBER_REFUSED.contains(code(answer.getBody().readAllBytes()))
                                ? DeliveryProblem.ADDRESS_REFUSED
                                : DeliveryProblem.REFUSED,
                new IllegalStateException("Twilio answered " + status.value()));
    }

    /** Of Twilio's words only the number is kept: they repeat whom the message was for. */
    private static int code(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body).path("code").asInt(0);
        } catch (JacksonException other) {
            return 0;
        }
    }
}
