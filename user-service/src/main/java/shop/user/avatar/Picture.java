package shop.user.avatar;

/** A picture in the shape in which it is kept. */
final class Picture {

    private final PictureType type;
    private final int width;
    private final int height;
    private final byte[] bytes;

    /** @param bytes nobody changes them from now on */
    Picture(PictureType type, int width, int height, byte[] bytes) {
        this.type = type;
        this.width = width;
        this.height = height;
        this.bytes = bytes;
    }

    PictureType type() {
        return type;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    byte[] bytes() {
        return bytes;
    }
}
