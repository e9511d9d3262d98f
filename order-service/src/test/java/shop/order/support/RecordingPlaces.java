package shop.order.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import shop.order.application.EventPlaces;
import shop.order.domain.OrderId;

/** Keeps the places of events in the order in which it was given them. */
public final class RecordingPlaces implements EventPlaces {

    private final List<Place> all = new ArrayList<>();

    @Override
    public void addAll(Collection<Place> places) {
        all.addAll(places);
    }

    @Override
    public long deleteBefore(Instant limit, int atMost) {
        var old = all.stream()
                .filter(place -> place.toldAt().isBefore(limit))
                .limit(atMost)
                .toList();
        all.removeAll(old);
        return old.size();
    }

    @Override
    public List<Place> of(OrderId order) {
        return all.stream().filter(place -> place.order().equals(order)).toList();
    }
}
