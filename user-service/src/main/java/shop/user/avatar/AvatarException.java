package shop.user.avatar;

import java.util.UUID;

/** What cannot be done with an avatar. */
public abstract sealed class AvatarException extends RuntimeException {

    private AvatarException(String message) {
        super(message);
    }

    private AvatarException(String message, Throwable cause) {
        super(message, cause);
    }

    public static final class NotFound extends AvatarException {
        public NotFound(UUID account) {
            super("No avatar of user " + account);
        }
    }

    /** By content: names and declared types are not looked at. */
    public static final class Unsupported extends AvatarException {
        Unsupported() {
            super("An avatar must be a PNG, JPEG or GIF image");
        }
    }

    public static final class TooManyPixels extends AvatarException {
        TooManyPixels(int width, int height, int maxPixels, int maxSide) {
            super("The image has %d x %d pixels; it may have %d in all and %d on each side"
                    .formatted(width, height, maxPixels, maxSide));
        }
    }

    public static final class Unreadable extends AvatarException {
        Unreadable() {
            super("The image is damaged or incomplete");
        }

        Unreadable(Throwable cause) {
            super("The image is damaged or incomplete", cause);
        }
    }

    public static final class Busy extends AvatarException {
        Busy() {
            super("Too many uploads at this moment; try again in a few seconds");
        }
    }

    public static final class StorageDown extends AvatarException {
        StorageDown(Throwable cause) {
            super("Avatars cannot be reached just now", cause);
        }
    }
}
