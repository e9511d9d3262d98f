package shop.security.token;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.RsaPublicJwk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import shop.jobs.Next;
import shop.platform.discovery.ServiceAddresses;

/**
 * The keys of user-service's JWKS. They are fetched in the background, and once more for a key id that is not known; while nobody
 * answers, the last known keys stay good, so valid tokens keep working without user-service.
 */
final class JwksKeySource implements KeySource, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(JwksKeySource.class);

    /** No waiting request hangs longer than this on one instance. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** With no key at all every request would fail, so the next try comes soon. */
    static final Duration RETRY_WITHOUT_KEYS = Duration.ofSeconds(1);

    private static final int MAX_INSTANCES = 2;
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MIN_KEY_BITS = 2048;

    private final TokenProperties properties;
    private final ServiceAddresses addresses;
    private final LongSupplier nanoTime;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile @Nullable Map<String, RSAPublicKey> keys;

    /** How many fetches have ended; written by who holds the lock. */
    private volatile int fetches;

    private @Nullable Long lastTry;
    private boolean failing;
    private IOException lastFailure = new IOException("not fetched yet");

    JwksKeySource(TokenProperties properties, ServiceAddresses addresses, LongSupplier nanoTime) {
        this.properties = properties;
        this.addresses = addresses;
        this.nanoTime = nanoTime;
    }

    @Override
    public @Nullable RSAPublicKey find(String keyId) {
        var known = keys;
        if (known == null || !known.containsKey(keyId)) {
            refresh(known == null ? RETRY_WITHOUT_KEYS : properties.jwksMinInterval());
            known = keys;
        }
        if (known == null) {
            throw new KeysUnavailableException("no keys from " + properties.jwksUri(), lastFailure());
        }
        return known.get(keyId);
    }

    @Override
    public boolean knows(String keyId) {
        var known = keys;
        return known != null && known.containsKey(keyId);
    }

    /** Fetches unless somebody has within the interval; who comes while a fetch runs waits for it and takes its result. */
    private void refresh(Duration minInterval) {
        var known = fetches;
        fetching.lock();
        try {
            var now = nanoTime.getAsLong();
            // A fetch may take longer than the interval: without this, those who waited for it would try one after the
            // other.
            if (fetches == known && (lastTry == null || now - lastTry >= minInterval.toNanos())) {
                lastTry = now;
                fetch();
                fetches = known + 1;
            }
        } finally {
            fetching.unlock();
        }
    }

    private IOException lastFailure() {
        fetching.lock();
        try {
            return lastFailure;
        } finally {
            fetching.unlock();
        }
    }

    private void fetch() {
        for (var uri : candidates()) {
            try {
                keys = read(uri);
                if (failing) {
                    failing = false;
                    LOG.info("keys are there again from {}", uri);
                }
                return;
            } catch (IOException failure) {
                lastFailure = failure;
            }
        }
        if (!failing) {
            failing = true;
            LOG.warn("no keys from {}, {}: {}", properties.jwksUri(), state(), lastFailure.toString());
        }
    }

    private String state() {
        return keys == null ? "and none are known" : "the known ones stay good";
    }

    private List<URI> candidates() {
        var configured = properties.jwksUri();
        var host = configured.getHost();
        // A dot is never part of a service's name, but of every address.
        var instances = host == null || host.contains(".") ? List.<URI>of() : addresses.of(host);
        return instances.isEmpty()
                ? List.of(configured)
                : instances.stream()
                        .limit(MAX_INSTANCES)
                        .map(instance -> instance.resolve(configured.getRawPath()))
                        .toList();
    }

    private Map<String, RSAPublicKey> read(URI uri) throws IOException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        // The request's own time-out ends with the headers; a body that stalls must not hold anybody either.
        var answer = http.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
        try {
            var response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answered " + response.statusCode());
            }
            return parse(response.body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (TimeoutException | ExecutionException | JwtException | IllegalArgumentException failure) {
            throw new IOException("no key set from " + uri, failure);
        } finally {
            answer.cancel(true);
        }
    }

    private static Map<String, RSAPublicKey> parse(String json) throws IOException {
        var found = new HashMap<String, RSAPublicKey>();
        var set = Jwks.setParser()
                .json(new JwtJson())
                .ignoreUnsupported(true)
                .build()
                .parse(json);
        for (var jwk : set) {
            if (jwk instanceof RsaPublicJwk rsa
                    && rsa.getId() != null
                    && rsa.toKey().getModulus().bitLength() >= MIN_KEY_BITS) {
                found.put(rsa.getId(), rsa.toKey());
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no usable RSA key in the key set");
        }
        return Map.copyOf(found);
    }

    /**
     * Tries every second until there are keys, so that they are there soon after a start, and far less often afterwards: counted from the last
     * fetch, whoever asked for it, so that a retired key is never known for longer than the interval.
     */
    Next refreshInBackground() {
        refresh(interval());
        fetching.lock();
        try {
            var sinceLastTry = lastTry == null ? 0 : nanoTime.getAsLong() - lastTry;
            return Next.in(interval().minusNanos(sinceLastTry));
        } finally {
            fetching.unlock();
        }
    }

    private Duration interval() {
        return keys == null ? RETRY_WITHOUT_KEYS : properties.jwksRefresh();
    }

    @Override
    public void destroy() {
        http.shutdownNow();
    }
}
