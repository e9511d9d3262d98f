package shop.local.host;

/** A part that was started in this process. */
@FunctionalInterface
interface RunningPart {

    /** Stops it in order, and returns when nothing of it runs any more. */
    void stop() throws Exception;
}
