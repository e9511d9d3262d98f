package shop.events;

import java.time.Duration;

/** Checks settings where they are bound, so that a wrong one ends the start with its name. */
final class Settings {

    private Settings() {}

    static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than zero");
        }
    }

    static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 1 or more");
        }
    }
}
