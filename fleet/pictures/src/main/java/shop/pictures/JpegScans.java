package shop.pictures;

/**
 * Counts the scans of a JPEG file without decoding any. Each is a pass over the whole picture, and one that changes nothing takes a few dozen
 * bytes, so that a small file may keep a decoder busy for hours.
 */
final class JpegScans {

    private static final int MARKER = 0xff;
    private static final int STUFFED = 0x00;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int TEMPORARY = 0x01;

    /** Of anything else: tables, texts, profiles. Cameras write some dozens. */
    private static final int MAX_SEGMENTS = 10_000;

    private JpegScans() {}

    /**
     * As many as a decoder would find: it passes over what is no marker, and stops at the end of the image.
     *
     * @throws PictureException.Unreadable for more than the most
     */
    static int count(byte[] file, int most) {
        var scans = 0;
        var segments = 0;
        var at = 2;
        while (at + 1 < file.length) {
            var code = file[at + 1] & 0xff;
            if ((file[at] & 0xff) != MARKER || code == STUFFED || code == MARKER) {
                at++;
                continue;
            }
            if (code == END_OF_IMAGE) {
                break;
            }
            if (code == TEMPORARY || (code >= FIRST_RESTART && code <= LAST_RESTART)) {
                at += 2;
                continue;
            }
            if (code == START_OF_SCAN && ++scans > most) {
                throw PictureException.Unreadable.tooManyScans(scans);
            }
            if (++segments > MAX_SEGMENTS) {
                throw PictureException.Unreadable.tooMuchWork();
            }
            at += 2 + length(file, at + 2);
        }
        return Math.max(1, scans);
    }

    private static int length(byte[] file, int at) {
        return at + 1 < file.length ? ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff) : 0;
    }
}
