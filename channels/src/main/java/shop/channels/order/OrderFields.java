package shop.channels.order;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import shop.channels.schema.Arguments;
import shop.channels.schema.Backends;
import shop.channels.schema.Backends.Backend;
import shop.channels.schema.Connection;
import shop.sdk.Administration;
import shop.sdk.Orders;
import shop.sdk.Payments;
import shop.sdk.ShopClient;

/** Orders; the services have no batch reads of timelines and payments, so each is a call, and costs as one. */
@Controller
class OrderFields {

    private final Backends backends;

    OrderFields(Backends backends) {
        this.backends = backends;
    }

    record StateCount(String state, long count) {}

    @QueryMapping
    Connection<Orders.Order> orders(
            @Argument @Nullable String status,
            @Argument @Nullable Instant from,
            @Argument @Nullable Instant to,
            @Argument @Nullable String userId,
            @Argument @Nullable String query,
            @Argument int first,
            @Argument @Nullable String after,
            @ContextValue ShopClient shop) {
        var filter = new Orders.Filter(query, userId == null ? null : Arguments.id("userId", userId), status, from, to);
        var size = Arguments.first(first, Arguments.MOST);
        var page = backends.ask(Backend.ORDERS, () -> shop.orders().listAfter(filter, null, after, size));
        return Connection.of(page.items(), page.nextCursor(), page.totalItems());
    }

    @QueryMapping
    Orders.Order order(@Argument String id, @ContextValue ShopClient shop) {
        var order = Arguments.id("id", id);
        return backends.ask(Backend.ORDERS, () -> shop.orders().order(order).body());
    }

    @SchemaMapping(typeName = "Order")
    List<Orders.Step> timeline(Orders.Order order, @ContextValue ShopClient shop) {
        return backends.ask(
                Backend.ORDERS, () -> shop.orders().timeline(order.id()).items());
    }

    @SchemaMapping(typeName = "Order")
    List<Payments.Payment> payments(Orders.Order order, @ContextValue ShopClient shop) {
        return backends.ask(
                Backend.PAYMENTS, () -> shop.payments().ofOrder(order.id()).items());
    }

    @QueryMapping
    Administration.Summary adminSummary(
            @Argument @Nullable LocalDate from, @Argument @Nullable LocalDate to, @ContextValue ShopClient shop) {
        return backends.ask(Backend.ORDERS, () -> shop.admin().summary(from, to));
    }

    @SchemaMapping(typeName = "AdminSummary")
    List<StateCount> ordersByState(Administration.Summary summary) {
        return summary.ordersByState().entrySet().stream()
                .map(state -> new StateCount(state.getKey(), state.getValue()))
                .toList();
    }
}
