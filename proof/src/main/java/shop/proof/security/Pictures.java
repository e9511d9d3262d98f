package shop.proof.security;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as a browser sends them, and as somebody sends them who wants to harm. */
final class Pictures {

    private static final int JPEG_COMMENT = 0xFE;
    private static final int JPEG_EXIF = 0xE1;
    private static final int JPEG_SCAN = 0xDA;

    private Pictures() {}

    static byte[] jpeg() throws IOException {
        return encoded("jpg");
    }

    static byte[] png() throws IOException {
        return encoded("png");
    }

    /** A picture to whoever decodes it, a page to whoever believes its text. */
    static byte[] jpegWithComment(String text) throws IOException {
        return withSegment(jpeg(), JPEG_COMMENT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With the beginning of an Exif block, as far as a reader must go to find a place in it. */
    static byte[] jpegWithPlace(String marker) throws IOException {
        return withSegment(
                jpeg(),
                JPEG_EXIF,
                ("Exif\0\0MM\0*\0\0\0\b\0\1\u0088%\0\4\0\0\0\1\0\0\0\32\0\0\0\0GPSLatitude " + marker)
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A few hundred bytes that say of themselves that they are a picture of this size. */
    static byte[] pngOfSize(int width, int height) throws IOException {
        var whole = new ByteArrayOutputStream();
        whole.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        var header = new ByteArrayOutputStream();
        var fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {1, 0, 0, 0, 0});
        chunk(whole, "IHDR", header.toByteArray());
        var pixels = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(pixels)) {
            deflater.write(new byte[64 * 1024]);
        }
        chunk(whole, "IDAT", pixels.toByteArray());
        chunk(whole, "IEND", new byte[0]);
        return whole.toByteArray();
    }

    /** Drawn in several scans, of which the last is there as often as it takes to have so many: small to send, and long to decode. */
    static byte[] jpegOfScans(int width, int height, int scans) throws IOException {
        var plain = progressive(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
        var starts = IntStream.range(0, plain.length - 1)
                .filter(at -> (plain[at] & 0xff) == 0xff && (plain[at + 1] & 0xff) == JPEG_SCAN)
                .toArray();
        var last = starts[starts.length - 1];
        var end = plain.length - 2;
        var whole = new ByteArrayOutputStream();
        whole.write(plain, 0, end);
        for (var count = starts.length; count < scans; count++) {
            whole.write(plain, last, end - last);
        }
        whole.write(plain, end, 2);
        return whole.toByteArray();
    }

    static byte[] gifOfFrames(int frames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("gif").next();
        var frame = new IIOImage(new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_INDEXED), null, null);
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (var count = 0; count < frames; count++) {
                writer.writeToSequence(frame, null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] progressive(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] encoded(String format) throws IOException {
        var image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(4, 4, 40, 40);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    /** Behind the two bytes with which a JPEG begins. */
    private static byte[] withSegment(byte[] jpeg, int kind, byte[] content) throws IOException {
        var whole = new ByteArrayOutputStream();
        whole.write(jpeg, 0, 2);
        var out = new DataOutputStream(whole);
        out.writeByte(0xFF);
        out.writeByte(kind);
        out.writeShort(content.length + 2);
        out.write(content);
        out.write(jpeg, 2, jpeg.length - 2);
        return whole.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] content) throws IOException {
        var typed = new ByteArrayOutputStream();
        typed.write(type.getBytes(StandardCharsets.US_ASCII));
        typed.write(content);
        var crc = new CRC32();
        crc.update(typed.toByteArray());
        var out = new DataOutputStream(png);
        out.writeInt(content.length);
        out.write(typed.toByteArray());
        out.writeInt((int) crc.getValue());
    }
}
