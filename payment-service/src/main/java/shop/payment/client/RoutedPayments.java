package shop.payment.client;

import com.stripe.StripeClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import shop.payment.application.OrderLookup;
import shop.payment.application.OrdersUnavailableException;
import shop.payment.application.PaymentProvider;
import shop.payment.application.ProviderUnavailableException;
import shop.payment.config.PaymentProperties;
import shop.payment.domain.Payment;
import shop.payment.domain.PaymentMethod;
import shop.payment.domain.Provider;
import shop.payment.domain.Refund;
import shop.payment.domain.Snapshot;

/** Sends each call to the provider that the payment goes through, and reads their lists one after the other. */
@Component
class RoutedPayments implements PaymentProvider {

    private static final Logger log = LoggerFactory.getLogger(RoutedPayments.class);

    /** Between the provider that a page is of and what that one says the next page comes after. */
    private static final String SEPARATOR = "|";

    private final Tracer tracer;
    private final Map<Provider, ProviderClient> clients = new EnumMap<>(Provider.class);
    private final OrderLookup orders;

    RoutedPayments(
            StripeClient stripe,
            CircuitBreaker stripeBreaker,
            CircuitBreaker razorpayBreaker,
            PaymentProperties properties,
            OrderLookup orders,
            Clock clock,
            Tracer tracer) {
        this.orders = orders;
        this.tracer = tracer;
        clients.put(Provider.STRIPE, new StripePayments(stripe, stripeBreaker, properties, clock));
        if (properties.razorpay().isConfigured()) {
            clients.put(Provider.RAZORPAY, new RazorpayPayments(razorpayBreaker, properties, clock));
        }
    }

    private ProviderClient of(Payment payment) {
        return of(payment.provider());
    }

    private ProviderClient of(Provider provider) {
        var client = clients.get(provider);
        if (client == null) {
            // There was a key when the payment was begun: it waits until there is one again.
            throw new ProviderUnavailableException(
                    provider.label() + " is not configured", new IllegalStateException("no key"));
        }
        return client;
    }

    private ProviderClient of(String ref) {
        return clients.values().stream()
                .filter(client -> client.owns(ref))
                .findFirst()
                .orElseGet(() -> of(Provider.STRIPE));
    }

    @Override
    public Snapshot open(Payment payment) {
        var purchase = purchase(payment);
        return call("open", of(payment), client -> client.open(payment, purchase));
    }

    /** Only a page of the provider's shows what was bought, so it is asked for only then; a page that says less can be paid as well. */
    private Purchase purchase(Payment payment) {
        if (payment.method() instanceof PaymentMethod.Checkout) {
            try {
                return orders.find(payment.order())
                        .map(order -> Purchase.of(order, payment))
                        .orElseGet(() -> Purchase.unnamed(payment));
            } catch (OrdersUnavailableException outage) {
                log.warn(
                        "The page for payment {} names no lines: {}",
                        payment.id().value(),
                        outage.getMessage());
            }
        }
        return Purchase.unnamed(payment);
    }

    @Override
    public Optional<Snapshot> find(Payment payment) {
        return call("find", of(payment), client -> client.find(payment));
    }

    @Override
    public Snapshot retrieve(Payment payment) {
        return call("retrieve", of(payment), client -> client.retrieve(payment));
    }

    @Override
    public Snapshot cancel(Payment payment) {
        return call("cancel", of(payment), client -> client.cancel(payment));
    }

    @Override
    public RefundAnswer refund(Refund refund, Payment payment) {
        return call("refund", of(payment), client -> client.refund(refund, payment));
    }

    @Override
    public ProviderRefund retrieveRefund(String ref) {
        return call("retrieve refund", of(ref), client -> client.retrieveRefund(ref));
    }

    @Override
    public List<ProviderRefund> refundsOf(Payment payment) {
        return call("list refunds of payment", of(payment), client -> client.refundsOf(payment));
    }

    @Override
    public List<ProviderDispute> disputesOf(Payment payment) {
        return call("list disputes of payment", of(payment), client -> client.disputesOf(payment));
    }

    @Override
    public ProviderDispute retrieveDispute(String ref) {
        return call("retrieve dispute", of(ref), client -> client.retrieveDispute(ref));
    }

    @Override
    public Page<ProviderChange> changes(Instant since, @Nullable String after) {
        return page("list changes", after, (client, next) -> client.changes(since, next));
    }

    @Override
    public Page<ProviderPayment> payments(Instant since, @Nullable String after) {
        return page("list payments", after, (client, next) -> client.payments(since, next));
    }

    @Override
    public Page<ProviderRefund> refunds(Instant since, @Nullable String after) {
        return page("list refunds", after, (client, next) -> client.refunds(since, next));
    }

    /** Makes the call in a span of its own: the providers' libraries make none, and send no context of ours to the provider. */
    private <T> T call(String operation, ProviderClient client, Function<ProviderClient, T> call) {
        var span = tracer.spanBuilder()
                .kind(Span.Kind.CLIENT)
                .name("payment provider " + operation)
                .remoteServiceName(client.provider().label())
                .start();
        try (var _ = tracer.withSpan(span)) {
            return call.apply(client);
        } catch (RuntimeException failed) {
            span.error(failed);
            throw failed;
        } finally {
            span.end();
        }
    }

    private <T> Page<T> page(
            String operation, @Nullable String after, BiFunction<ProviderClient, @Nullable String, Page<T>> list) {
        var order = new ArrayList<>(clients.keySet());
        var provider =
                after == null ? order.getFirst() : Provider.valueOf(after.substring(0, after.indexOf(SEPARATOR)));
        var own = after == null ? "" : after.substring(after.indexOf(SEPARATOR) + 1);
        var page = call(operation, of(provider), client -> list.apply(client, own.isEmpty() ? null : own));
        if (page.next() != null) {
            return new Page<>(page.items(), provider.name() + SEPARATOR + page.next());
        }
        var following = order.indexOf(provider) + 1;
        return new Page<>(
                page.items(), following < order.size() ? order.get(following).name() + SEPARATOR : null);
    }
}
