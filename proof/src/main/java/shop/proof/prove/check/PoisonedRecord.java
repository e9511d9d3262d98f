package shop.proof.prove.check;

/** Where a record lies that was made unreadable on purpose, so that it must become a dead letter. */
public record PoisonedRecord(String topic, int partition, long offset) {

    /** As messages name it. */
    public String place() {
        return topic + "-" + partition + "@" + offset;
    }
}
