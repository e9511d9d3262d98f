package shop.payment.client;

import com.stripe.StripeClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
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

    private final Map<Provider, ProviderClient> clients = new EnumMap<>(Provider.class);
    private final OrderLookup orders;

    RoutedPayments(
            StripeClient stripe,
            CircuitBreaker stripeBreaker,
            CircuitBreaker razorpayBreaker,
            PaymentProperties properties,
            OrderLookup orders,
            Clock clock) {
        this.orders = orders;
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
        return of(payment).open(payment, purchase(payment));
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
        return of(payment).find(payment);
    }

    @Override
    public Snapshot retrieve(Payment payment) {
        return of(payment).retrieve(payment);
    }

    @Override
    public Snapshot cancel(Payment payment) {
        return of(payment).cancel(payment);
    }

    @Override
    public RefundAnswer refund(Refund refund, Payment payment) {
        return of(payment).refund(refund, payment);
    }

    @Override
    public ProviderRefund retrieveRefund(String ref) {
        return of(ref).retrieveRefund(ref);
    }

    @Override
    public List<ProviderRefund> refundsOf(Payment payment) {
        return of(payment).refundsOf(payment);
    }

    @Override
    public List<ProviderDispute> disputesOf(Payment payment) {
        return of(payment).disputesOf(payment);
    }

    @Override
    public ProviderDispute retrieveDispute(String ref) {
        return of(ref).retrieveDispute(ref);
    }

    @Override
    public Page<ProviderChange> changes(Instant since, @Nullable String after) {
        return page(after, (client, next) -> client.changes(since, next));
    }

    @Override
    public Page<ProviderPayment> payments(Instant since, @Nullable String after) {
        return page(after, (client, next) -> client.payments(since, next));
    }

    @Override
    public Page<ProviderRefund> refunds(Instant since, @Nullable String after) {
        return page(after, (client, next) -> client.refunds(since, next));
    }

    private <T> Page<T> page(@Nullable String after, BiFunction<ProviderClient, @Nullable String, Page<T>> list) {
        var order = new ArrayList<>(clients.keySet());
        var provider =
                after == null ? order.getFirst() : Provider.valueOf(after.substring(0, after.indexOf(SEPARATOR)));
        var own = after == null ? "" : after.substring(after.indexOf(SEPARATOR) + 1);
        var page = list.apply(of(provider), own.isEmpty() ? null : own);
        if (page.next() != null) {
            return new Page<>(page.items(), provider.name() + SEPARATOR + page.next());
        }
        var following = order.indexOf(provider) + 1;
        return new Page<>(
                page.items(), following < order.size() ? order.get(following).name() + SEPARATOR : null);
    }
}
