package shop.pictures;

/** A picture in the shape in which it is kept. */
public final class Picture {

    private final PictureType type;
    private final int width;
    private final int height;
    private final byte[] bytes;

    /**
     * Holds what was made of an upload.
     *
     * @param bytes nobody changes them from now on
     */
    public Picture(PictureType type, int width, int height, byte[] bytes) {
        this.type = type;
        this.width = width;
        this.height = height;
        this.bytes = bytes;
    }

    public PictureType type() {
        return type;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public byte[] bytes() {
        return bytes;
    }
}
