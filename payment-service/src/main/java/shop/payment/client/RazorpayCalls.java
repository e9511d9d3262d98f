package shop.payment.client;

import com.razorpay.RazorpayClient;
import com.razorpay.RazorpayException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.json.JSONException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.payment.application.ProviderRefusedException;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.config.PaymentProperties;

/**
 * Makes calls through razorpay-java, with what that has no place for: another address, deadlines that are ours, and an idempotency key for
 * one call. It has one HTTP client for the whole process in a private field, waits for a minute, and takes headers for all calls at once;
 * so that client is replaced by one that looks up what belongs to the call that is under way.
 */
final class RazorpayCalls {

    private static final Logger log = LoggerFactory.getLogger(RazorpayCalls.class);

    private static final String IDEMPOTENCY_KEY = "X-Refund-Idempotency";

    /**
     * Less than servers keep a connection that nobody uses: one that ends in the moment of its next use looks like a lost answer, and is not
     * made up for.
     */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(15);

    private static final int IDLE_CONNECTIONS = 5;

    private static final ScopedValue<Settings> CALL = ScopedValue.newInstance();

    static {
        replaceClient();
    }

    private final CircuitBreaker breaker;
    private final RazorpayClient razorpay;
    private final Settings settings;

    RazorpayCalls(CircuitBreaker breaker, PaymentProperties.Razorpay properties) {
        this.breaker = breaker;
        this.settings = new Settings(
                Objects.requireNonNull(HttpUrl.get(properties.base()), "RAZORPAY_API_BASE must be an http address"),
                properties.connectTimeout(),
                properties.readTimeout(),
                null);
        try {
            this.razorpay = new RazorpayClient(properties.keyId(), properties.keySecret());
        } catch (RazorpayException impossible) {
            throw new IllegalStateException("razorpay-java reads nothing but its own version here", impossible);
        }
    }

    /** What a call goes by. */
    private record Settings(
            HttpUrl base,
            Duration connect,
            Duration read,
            @Nullable String idempotencyKey) {}

    @FunctionalInterface
    interface Call<T> {
        T make(RazorpayClient razorpay) throws RazorpayException;
    }

    /** Makes the call behind the circuit breaker and says in our words what went wrong. */
    <T> T call(Call<T> call) {
        return call(null, call);
    }

    /** @param idempotencyKey the one by which Razorpay knows a repeat; it takes such only for refunds */
    <T> T call(@Nullable String idempotencyKey, Call<T> call) {
        var own = new Settings(settings.base(), settings.connect(), settings.read(), idempotencyKey);
        try {
            return breaker.executeCallable(() -> ScopedValue.where(CALL, own).call(() -> {
                try {
                    return call.make(razorpay);
                } catch (RazorpayException failed) {
                    throw translated(failed);
                } catch (JSONException | IllegalArgumentException unreadable) {
                    throw new ProviderUnavailableException("Razorpay's answer cannot be read", unreadable);
                }
            }));
        } catch (CallNotPermittedException open) {
            throw new ProviderUnavailableException("Razorpay was not reached lately", open);
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RuntimeException translated(RazorpayException failed) {
        var status = failed.getStatusCode();
        if (status == 401 || status == 403) {
            log.error("Razorpay does not accept RAZORPAY_KEY_ID: {}", failed.getMessage());
            return new ProviderUnavailableException("Razorpay does not accept the API key", failed);
        }
        // 409 is a parallel call under the same key, 429 a limit; both pass. No status is no answer.
        if (status < 400 || status >= 500 || status == 409 || status == 429) {
            return new ProviderUnavailableException("Razorpay was not reached: " + failed.getMessage(), failed);
        }
        return new ProviderRefusedException(code(failed), String.valueOf(failed.getMessage()), failed);
    }

    /** Razorpay names the field that it does not like, and has one code for nearly all. */
    private static String code(RazorpayException failed) {
        var description =
                Optional.ofNullable(failed.getDescription()).orElse("").toLowerCase(Locale.ROOT);
        if ("amount".equals(failed.getField())) {
            if (description.contains("minimum") || description.contains("atleast")) {
                return "amount_too_small";
            }
            return description.contains("maximum") ? "amount_too_large" : "invalid_charge_amount";
        }
        if ("currency".equals(failed.getField())) {
            return "currency_not_supported";
        }
        return Optional.ofNullable(failed.getCode()).orElse("refused").toLowerCase(Locale.ROOT);
    }

    private static void replaceClient() {
        try {
            var client = Class.forName("com.razorpay.ApiUtils").getDeclaredField("client");
            client.setAccessible(true);
            client.set(
                    null,
                    new OkHttpClient.Builder()
                            .followRedirects(false)
                            // A lost answer would make a second order: who calls looks for the first one.
                            .retryOnConnectionFailure(false)
                            .connectionPool(new ConnectionPool(
                                    IDLE_CONNECTIONS, IDLE_CONNECTION.toMillis(), TimeUnit.MILLISECONDS))
                            .addInterceptor(RazorpayCalls::settingOut)
                            .build());
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException("razorpay-java keeps its HTTP client elsewhere now", changed);
        }
    }

    private static Response settingOut(Interceptor.Chain chain) throws IOException {
        var call = CALL.get();
        var asked = chain.request();
        var request = asked.newBuilder()
                .url(asked.url()
                        .newBuilder()
                        .scheme(call.base().scheme())
                        .host(call.base().host())
                        .port(call.base().port())
                        .build());
        var key = call.idempotencyKey();
        if (key != null) {
            request.header(IDEMPOTENCY_KEY, key);
        }
        var read = Math.toIntExact(call.read().toMillis());
        return chain.withConnectTimeout(Math.toIntExact(call.connect().toMillis()), TimeUnit.MILLISECONDS)
                .withReadTimeout(read, TimeUnit.MILLISECONDS)
                .withWriteTimeout(read, TimeUnit.MILLISECONDS)
                .proceed(request.build());
    }
}
