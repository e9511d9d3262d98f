package shop.order.application;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;
import shop.order.domain.Order;
import shop.order.domain.OrderException;
import shop.order.domain.OrderId;
import shop.order.domain.OrderStep;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Shows orders to those who may see them. */
@Service
public class FindOrders {

    private final Orders orders;
    private final Clock clock;

    FindOrders(Orders orders, Clock clock) {
        this.orders = orders;
        this.clock = clock;
    }

    public Order find(OrderId id, Viewer viewer) {
        return orders.find(id, viewer.bound()).orElseThrow(() -> new OrderException.NotFound(id));
    }

    /**
     * A page of those that are wanted and that the viewer may see.
     *
     * @throws OrderException.NotYourOrders for another customer's orders, unless an admin asks
     */
    public PageBody<Order> page(Viewer viewer, Orders.Filter wanted, PageQuery query) {
        var bound = viewer.bound();
        if (bound == null || bound.equals(wanted.customer())) {
            return orders.page(wanted, query);
        }
        if (wanted.customer() != null) {
            throw new OrderException.NotYourOrders();
        }
        return orders.page(wanted.of(bound), query);
    }

    public List<OrderStep> timeline(OrderId id, Viewer viewer) {
        find(id, viewer);
        return orders.steps(id);
    }

    /** Orders that took a step after that, by its time; a step is dated before it is committed, so ask for a little more than is missing. */
    public Orders.ChangedPage changedAfter(Instant time, int steps) {
        return orders.changedAfter(time, steps);
    }

    /** What payment-service has to know of an order whose order_placed it has not consumed yet. */
    public Payable payable(OrderId id) {
        var order = orders.find(id).orElseThrow(() -> new OrderException.NotFound(id));
        return new Payable(order.snapshot(), order.isPayable(clock.instant()));
    }

    /** An order and whether it may be paid now. */
    public record Payable(Order.Snapshot order, boolean payable) {}
}
