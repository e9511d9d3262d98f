package shop.proof.prove.selftest;

import shop.proof.prove.check.Evidence;

/**
 * One violation, and how to bring it about.
 *
 * @param invariant the number of the one that must find it
 * @param what is planted, in one line
 */
record Plant(int invariant, String what, Procedure procedure) {

    /** Changes the stores within the transaction that is open, or what else the evidence says. */
    @FunctionalInterface
    interface Procedure {
        Planted plant(Evidence evidence) throws Exception;
    }

    /** Takes back what no transaction takes back. */
    @FunctionalInterface
    interface Undo {
        void undo() throws Exception;
    }

    /**
     * What to check.
     *
     * @param name must stand in the violation that is found, so that it is this one and no other; empty if nothing could be planted
     */
    record Planted(Evidence evidence, String name, Undo undo) {

        Planted(Evidence evidence, String name) {
            this(evidence, name, () -> {});
        }
    }
}
