package shop.jobs;

import java.time.Duration;

/** When a task wants to run again. A signal is an earlier reason for all but {@link #NOW}. */
public final class Next {

    /** There is more to do. */
    public static final Next NOW = new Next(Kind.NOW, Duration.ZERO);

    /** Nothing is left to do: after the worker's interval, if it has one. */
    public static final Next IDLE = new Next(Kind.IDLE, Duration.ZERO);

    /** What is left is under way, or in the hands of another instance: after pauses that grow up to the interval. */
    public static final Next SOON = new Next(Kind.SOON, Duration.ZERO);

    /** What is left failed, but not the task itself: after the pauses of the back-off. */
    public static final Next BACK_OFF = new Next(Kind.BACK_OFF, Duration.ZERO);

    /** The run has thrown. No signal cuts this short: with the store away each would start another vain run. */
    static final Next FAILED = new Next(Kind.FAILED, Duration.ZERO);

    enum Kind {
        NOW,
        IDLE,
        SOON,
        BACK_OFF,
        FAILED,
        TIMED
    }

    private final Kind kind;
    private final Duration time;

    private Next(Kind kind, Duration time) {
        this.kind = kind;
        this.time = time;
    }

    /** After this time; at once if it is zero or less. */
    public static Next in(Duration time) {
        return new Next(Kind.TIMED, time);
    }

    Kind kind() {
        return kind;
    }

    Duration time() {
        return time;
    }

    @Override
    public String toString() {
        return kind == Kind.TIMED ? "in " + time : kind.name();
    }
}
