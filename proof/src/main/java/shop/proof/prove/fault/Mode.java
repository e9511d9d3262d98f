package shop.proof.prove.fault;

import java.time.Duration;

/** What a {@link TcpProxy} does with the connections that go through it. */
sealed interface Mode {

    /** Passes everything on at once. */
    record Pass() implements Mode {}

    /** Delays each piece, and lets no more than so many bytes through per second and direction. */
    record Slow(Duration least, Duration most, int bytesPerSecond) implements Mode {
        public Slow {
            if (least.compareTo(most) > 0 || bytesPerSecond < 1) {
                throw new IllegalArgumentException(
                        "a delay of " + least + " to " + most + " at " + bytesPerSecond + " bytes/s");
            }
        }
    }

    /** Resets all connections, and new ones too. */
    record Cut() implements Mode {}

    /** Holds all pieces back, and says nothing: those of requests too, or only those of responses. */
    record BlackHole(boolean onlyResponses) implements Mode {}

    /** Resets a connection in the middle of its pieces, this share of them. */
    record Reset(double ratio) implements Mode {}

    /** Lets requests through, and resets the connection in place of this share of the pieces of responses. */
    record LoseResponses(double ratio) implements Mode {}

    /**
     * Holds a piece of a response back for some time, and what follows it, if this is in it.
     *
     * @param marker bytes, each as the character of ISO 8859-1
     */
    record HoldResponses(String marker, Duration time) implements Mode {}
}
