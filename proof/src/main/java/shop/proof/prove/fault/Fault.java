package shop.proof.prove.fault;

import java.util.Set;

/** Something that goes wrong with a running fleet, and how it ends. */
public interface Fault {

    /** As {@code --faults} names it, with what it was drawn to strike. */
    String name();

    /**
     * What it strikes: parts of the fleet, and other things of which there is one. Faults that strike the same thing do not strike at the
     * same time.
     */
    Set<String> strikes();

    /** How the fleet has to be laid out for it. */
    default void prepare(Layout layout) {}

    void strike(Target target) throws Exception;

    /** Whether anything has met it yet; false only while it lies in wait for something that has not come. */
    default boolean hasStruck(Target target) {
        return true;
    }

    /** Ends it, as far as it does not end by itself. Called also after a strike that failed half-way, and safe to call twice. */
    default void heal(Target target) throws Exception {}
}
