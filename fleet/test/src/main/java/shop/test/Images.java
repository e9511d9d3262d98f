package shop.test;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Objects;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images that people upload, and files that only look like some. */
public final class Images {

    /** What must be found nowhere in a kept picture. */
    public static final String SECRET_PLACE = "taken at my own front door";

    private Images() {}

    public static byte[] png(int width, int height) {
        return encoded(image(width, height, BufferedImage.TYPE_INT_RGB), "png");
    }

    public static byte[] jpeg(int width, int height) {
        return encoded(image(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
    }

    public static byte[] gif(int width, int height) {
        return encoded(image(width, height, BufferedImage.TYPE_INT_RGB), "gif");
    }

    public static byte[] seeThroughPng(int width, int height) {
        return encoded(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB), "png");
    }

    /** As a phone writes it: how it was held, and where. */
    public static byte[] jpegOfAPhone(int width, int height, int orientation) {
        var exif = ByteBuffer.allocate(200);
        exif.put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8);
        // Two entries of the first directory: the orientation, and where the directory of the place is.
        exif.putShort((short) 2);
        exif.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        exif.putShort((short) 0x8825).putShort((short) 4).putInt(1).putInt(38).putInt(0);
        // The place: one text.
        exif.putShort((short) 1);
        exif.putShort((short) 0x001b)
                .putShort((short) 2)
                .putInt(SECRET_PLACE.length())
                .putInt(56)
                .putInt(0);
        exif.put(SECRET_PLACE.getBytes(StandardCharsets.US_ASCII));
        var jpeg = jpeg(width, height);
        var length = exif.position();
        return ByteBuffer.allocate(jpeg.length + length + 4)
                .put(jpeg, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) (length + 2))
                .put(exif.array(), 0, length)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    /** A picture for an image viewer and a page for a browser that guesses. */
    public static byte[] jpegAndPage(int width, int height) {
        var page = ("<html><script>alert('" + SECRET_PLACE + "')</script>").getBytes(StandardCharsets.US_ASCII);
        var jpeg = jpeg(width, height);
        return ByteBuffer.allocate(jpeg.length + 2 * page.length + 4)
                .put(jpeg, 0, 2)
                .putShort((short) 0xfffe)
                .putShort((short) (page.length + 2))
                .put(page)
                .put(jpeg, 2, jpeg.length - 2)
                .put(page)
                .array();
    }

    /** Drawn in several scans, of which the last is there as often as it takes to have so many. */
    public static byte[] progressiveJpeg(int width, int height, int scans) {
        var plain = progressiveJpeg(width, height);
        var starts = new ArrayList<Integer>();
        for (var at = 0; at + 1 < plain.length; at++) {
            if ((plain[at] & 0xff) == 0xff && (plain[at + 1] & 0xff) == 0xda) {
                starts.add(at);
            }
        }
        var end = plain.length - 2;
        var bytes = new ByteArrayOutputStream();
        bytes.write(plain, 0, end);
        for (var count = starts.size(); count < scans; count++) {
            bytes.write(plain, starts.getLast(), end - starts.getLast());
        }
        bytes.write(plain, end, 2);
        return bytes.toByteArray();
    }

    private static byte[] progressiveJpeg(int width, int height) {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image(width, height, BufferedImage.TYPE_INT_RGB), null, null), parameters);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    public static byte[] animatedGif(int width, int height, int frames) {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("gif").next();
        var frame = new IIOImage(image(width, height, BufferedImage.TYPE_BYTE_INDEXED), null, null);
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (var count = 0; count < frames; count++) {
                writer.writeToSequence(frame, null);
            }
            writer.endWriteSequence();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A few bytes that say they unpack to a picture of any size. */
    public static byte[] pngThatSays(int width, int height) {
        var head = ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[] {8, 6, 0, 0, 0});
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        bytes.writeBytes(chunk("IHDR", head.array()));
        bytes.writeBytes(chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1}));
        bytes.writeBytes(chunk("IEND", new byte[0]));
        return bytes.toByteArray();
    }

    public static BufferedImage decoded(byte[] bytes) {
        try {
            return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(bytes)), "an image");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Red at the left, blue at the right, so that a turn can be seen. */
    private static BufferedImage image(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        var pen = image.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height);
        pen.setColor(Color.BLUE);
        pen.fillRect(width / 2, 0, width - width / 2, height);
        pen.dispose();
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) {
        var bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException("no writer for " + format);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        var typed = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        var checksum = new CRC32();
        checksum.update(typed);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(data.length)
                .put(typed)
                .putInt((int) checksum.getValue())
                .array();
    }
}
