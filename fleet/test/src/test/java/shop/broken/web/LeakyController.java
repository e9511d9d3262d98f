package shop.broken.web;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import shop.broken.domain.OrderImpl;
import shop.broken.persistence.OrderRow;

/** An adapter that looks into another adapter, has its field injected and reads a setting by itself. */
public class LeakyController {

    @Autowired
    @SuppressWarnings("NullAway.Init") // the wrong way to inject is what the rule must find
    Environment environment;

    @Value("${some.setting}")
    @SuppressWarnings("NullAway.Init") // the wrong way to read a setting is what the rule must find
    String setting;

    public Environment environment() {
        return environment;
    }

    OrderRow row(OrderImpl order) {
        return new OrderRow(order.toString() + setting);
    }
}
