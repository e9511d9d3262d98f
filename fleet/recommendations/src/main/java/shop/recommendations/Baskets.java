package shop.recommendations;

import java.util.List;

/**
 * What was bought together.
 *
 * @param items how many items there are; a basket names them by their number, from 0, each once
 */
public record Baskets(int items, List<int[]> baskets) {

    public Baskets {
        baskets = List.copyOf(baskets);
    }
}
