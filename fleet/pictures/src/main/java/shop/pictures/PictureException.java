package shop.pictures;

/** What cannot be done with a picture. */
public abstract sealed class PictureException extends RuntimeException {

    private PictureException(String message) {
        super(message);
    }

    private PictureException(String message, Throwable cause) {
        super(message, cause);
    }

    /** By content: names and declared types are not looked at. */
    public static final class Unsupported extends PictureException {
        Unsupported() {
            super("A picture must be a PNG, JPEG or GIF image");
        }
    }

    public static final class TooManyPixels extends PictureException {
        TooManyPixels(int width, int height, int maxPixels, int maxSide) {
            super("The image has %d x %d pixels; it may have %d in all and %d on each side"
                    .formatted(width, height, maxPixels, maxSide));
        }
    }

    public static final class Unreadable extends PictureException {
        Unreadable() {
            super("The image is damaged or incomplete");
        }

        private Unreadable(String message) {
            super(message);
        }

        static Unreadable tooManyScans(int scans) {
            return new Unreadable("The image is drawn in " + scans + " or more scans, which is too many for its size");
        }

        static Unreadable tooMuchWork() {
            return new Unreadable("The image takes too much work to read");
        }

        Unreadable(Throwable cause) {
            super("The image is damaged or incomplete", cause);
        }
    }

    public static final class Busy extends PictureException {
        Busy() {
            super("Too many uploads at this moment; try again in a few seconds");
        }
    }

    public static final class StorageDown extends PictureException {

        /** Says so of whatever has kept the storage from its work. */
        public StorageDown(Throwable cause) {
            super("Pictures cannot be reached just now", cause);
        }
    }
}
