package shop.order.application;

import shop.order.domain.OrderNumber;

/** Draws the numbers of new orders from a source that nobody can guess; the store finds out if one is taken. */
@FunctionalInterface
public interface OrderNumbers {

    OrderNumber next();
}
