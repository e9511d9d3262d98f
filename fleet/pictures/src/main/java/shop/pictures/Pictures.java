package shop.pictures;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.filters.ImageFilter;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import org.springframework.core.io.InputStreamSource;

/**
 * Makes of an upload the picture that is kept: small, upright, and drawn anew, so that nothing of the upload is left but what it shows,
 * no place where it was taken and no second file behind its end.
 */
public final class Pictures {

    /** Decoders hold a line or more in memory, however few lines there are. */
    private static final int MAX_SIDE = 16_384;

    private static final double JPEG_QUALITY = 0.85;

    /** What the JPEG decoder says when it makes up what is missing. */
    private static final Pattern INCOMPLETE = Pattern.compile("(?i)missing EOI|premature end");

    /** Usual files have ten scans or fewer; each one makes the decoder go over the whole picture again, however few bytes it has. */
    private static final int MAX_SCANS = 64;

    /** How often that may be for a picture of the most pixels. */
    private static final int SCANS_OF_THE_LARGEST = 12;

    /** Far longer than any usual picture takes, also on a busy machine. */
    private static final Duration LONGEST_DECODING = Duration.ofSeconds(10);

    private final PictureSettings settings;
    private final Duration longestDecoding;
    private final Bulkhead bulkhead;

    public Pictures(PictureSettings settings) {
        this(settings, LONGEST_DECODING);
    }

    Pictures(PictureSettings settings, Duration longestDecoding) {
        this.settings = settings;
        this.longestDecoding = longestDecoding;
        bulkhead = Bulkhead.of(
                "pictures",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(settings.atOnce())
                        .maxWaitDuration(settings.maxWait())
                        .writableStackTraceEnabled(false)
                        .build());
        // Uploads are in memory already.
        ImageIO.setUseCache(false);
    }

    /**
     * The picture to keep.
     *
     * @throws PictureException if it is none, too large to decode or damaged, or if there was no permit in time
     */
    public Picture of(InputStreamSource upload) {
        try {
            return bulkhead.executeSupplier(() -> picture(upload));
        } catch (BulkheadFullException _) {
            throw new PictureException.Busy();
        }
    }

    private Picture picture(InputStreamSource upload) {
        try {
            return encoded(drawn(bytes(upload)));
        } catch (IOException failure) {
            throw new PictureException.Unreadable(failure);
        }
    }

    /** Fetched with the permit, so that uploads that wait do not fill the memory. */
    private static byte[] bytes(InputStreamSource upload) throws IOException {
        try (var input = upload.getInputStream()) {
            return input.readAllBytes();
        }
    }

    private BufferedImage drawn(byte[] upload) throws IOException {
        var format = UploadFormat.of(upload).orElseThrow(PictureException.Unsupported::new);
        var readers = ImageIO.getImageReadersByFormatName(format.name());
        if (!readers.hasNext()) {
            throw new IllegalStateException("The JDK has no reader for " + format);
        }
        var scans = format == UploadFormat.JPEG ? JpegScans.count(upload, MAX_SCANS) : 1;
        var reader = readers.next();
        var deadline = DecodingDeadline.in(longestDecoding);
        try (var input = deadline.watch(upload)) {
            // Texts and profiles inside a file may unpack to any size, so they are not read.
            reader.setInput(input, true, true);
            reader.addIIOReadProgressListener(deadline);
            return drawn(reader, format, scans);
        } catch (PictureException refusal) {
            throw refusal;
        } catch (IOException | RuntimeException damaged) {
            // Decoders run into all kinds of exceptions on damaged files.
            throw new PictureException.Unreadable(damaged);
        } finally {
            reader.dispose();
        }
    }

    private BufferedImage drawn(ImageReader reader, UploadFormat format, int scans) throws IOException {
        var width = reader.getWidth(0);
        var height = reader.getHeight(0);
        if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > settings.maxPixels()) {
            throw new PictureException.TooManyPixels(width, height, settings.maxPixels(), MAX_SIDE);
        }
        if ((long) width * height * scans > SCANS_OF_THE_LARGEST * (long) settings.maxPixels()) {
            throw PictureException.Unreadable.tooManyScans(scans);
        }
        reader.addIIOReadWarningListener((_, warning) -> {
            if (INCOMPLETE.matcher(warning).find()) {
                throw new PictureException.Unreadable();
            }
        });
        var parameters = reader.getDefaultReadParam();
        // Leaves out what would be scaled away anyway, so that a large picture takes no more memory than a small one.
        var step = Math.max(1, Math.max(width, height) / (2 * settings.side()));
        parameters.setSourceSubsampling(step, step, 0, 0);
        var upright = format == UploadFormat.JPEG ? upright(reader) : NO_TURN;
        var image = reader.read(0, parameters);
        var side = Math.min(settings.side(), Math.max(image.getWidth(), image.getHeight()));
        return Thumbnails.of(image)
                .size(side, side)
                .imageType(BufferedImage.TYPE_INT_ARGB)
                .addFilter(upright)
                .asBufferedImage();
    }

    private static final ImageFilter NO_TURN = image -> image;

    /** Phones keep a picture as the sensor saw it and write down how they were held. */
    private static ImageFilter upright(ImageReader reader) {
        try {
            var orientation = ExifUtils.getExifOrientation(reader, 0);
            return orientation == null ? NO_TURN : ExifFilterUtils.getFilterForOrientation(orientation);
        } catch (IOException | RuntimeException _) {
            // Metadata that nobody can read says nothing about the picture.
            return NO_TURN;
        }
    }

    private static Picture encoded(BufferedImage image) throws IOException {
        var type = isOpaque(image) ? PictureType.JPEG : PictureType.PNG;
        var bytes = new ByteArrayOutputStream();
        Thumbnails.of(image)
                .scale(1)
                .outputFormat(type.extension())
                .outputQuality(type == PictureType.JPEG ? JPEG_QUALITY : 1)
                .toOutputStream(bytes);
        return new Picture(type, image.getWidth(), image.getHeight(), bytes.toByteArray());
    }

    private static boolean isOpaque(BufferedImage image) {
        for (var y = 0; y < image.getHeight(); y++) {
            for (var x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) >>> 24 != 0xff) {
                    return false;
                }
            }
        }
        return true;
    }
}
