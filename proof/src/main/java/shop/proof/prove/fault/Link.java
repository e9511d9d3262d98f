package shop.proof.prove.fault;

/**
 * The connections from a part to another.
 *
 * @param from a service; empty for everybody who finds the other one in the registry
 * @param to {@code postgres}, {@code kafka} or a service
 */
record Link(String from, String to) {

    static Link toService(String service) {
        return new Link("", service);
    }

    @Override
    public String toString() {
        return (from.isEmpty() ? "everybody" : from) + " to " + to;
    }
}
