package shop.pictures;

/** What a picture is kept as, whatever came in. */
public enum PictureType {
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png");

    private final String contentType;
    private final String extension;

    PictureType(String contentType, String extension) {
        this.contentType = contentType;
        this.extension = extension;
    }

    public String contentType() {
        return contentType;
    }

    public String extension() {
        return extension;
    }

    /** The type of this name. */
    public static PictureType of(String contentType) {
        for (var type : values()) {
            if (type.contentType.equals(contentType)) {
                return type;
            }
        }
        throw new IllegalArgumentException("Kept pictures are JPEG or PNG, not " + contentType);
    }
}
