package shop.local.launch;

/** What a part is for; also the order in which parts stop, from the last to the first. */
enum Kind {
    STORE("infrastructure", true),
    TOOL("infrastructure", true),
    DISCOVERY("discovery", true),
    SERVICE("service", false),
    GATEWAY("gateway", false);

    private final String word;
    private final boolean infrastructure;

    Kind(String word, boolean infrastructure) {
        this.word = word;
        this.infrastructure = infrastructure;
    }

    String word() {
        return word;
    }

    /** Whether {@code ./shop infra} starts it too. */
    boolean isInfrastructure() {
        return infrastructure;
    }
}
