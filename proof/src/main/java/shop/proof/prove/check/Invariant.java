package shop.proof.prove.check;

/** Something that is true of every shop at rest, whatever struck it before. */
interface Invariant {

    /** As the table in RELIABILITY.md has it (1 to 18), and further ones behind. */
    int number();

    String title();

    /** Compares, counts what it compares, and writes down what is wrong. */
    void check(Evidence evidence, Findings findings) throws Exception;
}
