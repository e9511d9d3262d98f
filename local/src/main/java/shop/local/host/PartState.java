package shop.local.host;

/** How far a part of a host is. A part that the host does not know was never started in it, or was stopped. */
public enum PartState {
    STARTING,
    UP,
    STOPPING,
    /** It did not come up; its log says why, and nothing of it runs. */
    FAILED
}
