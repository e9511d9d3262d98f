package shop.proof.measure;

/** Where counters are read. */
@FunctionalInterface
public interface Source {
    Counts read() throws Exception;
}
