package shop.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import shop.pictures.PictureException.Busy;
import shop.pictures.PictureException.TooManyPixels;
import shop.pictures.PictureException.Unreadable;
import shop.pictures.PictureException.Unsupported;
import shop.test.Images;

class PicturesTest {

    private static final long MEGABYTE = 1024 * 1024;

    private final Pictures pictures = new Pictures(settings(Duration.ofSeconds(5)));

    @ParameterizedTest
    @CsvSource({
        "1024, 512, 512, 256",
        "512, 512, 512, 512",
        "20, 10, 20, 10",
        "1, 1, 1, 1",
        "5000, 4000, 512, 410",
        "3000, 1, 512, 1"
    })
    void keepsTheShapeAndAtMost512PixelsOnASide(int width, int height, int keptWidth, int keptHeight) {
        var picture = kept(Images.png(width, height));

        assertThat(picture.width()).isEqualTo(keptWidth);
        assertThat(picture.height()).isEqualTo(keptHeight);
        var image = Images.decoded(picture.bytes());
        assertThat(image.getWidth()).isEqualTo(keptWidth);
        assertThat(image.getHeight()).isEqualTo(keptHeight);
    }

    @Test
    void keepsJpegsOfWhatIsOpaqueAndPngsOfTheRest() {
        assertThat(kept(Images.png(40, 40)).type()).isEqualTo(PictureType.JPEG);
        assertThat(kept(Images.jpeg(40, 40)).type()).isEqualTo(PictureType.JPEG);
        assertThat(kept(Images.gif(40, 40)).type()).isEqualTo(PictureType.JPEG);

        var seeThrough = kept(Images.seeThroughPng(40, 40));

        assertThat(seeThrough.type()).isEqualTo(PictureType.PNG);
        assertThat(Images.decoded(seeThrough.bytes()).getRGB(20, 20) >>> 24).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 100, 60, RED, BLUE", "3, 100, 60, BLUE, RED", "6, 60, 100, RED, BLUE", "8, 60, 100, BLUE, RED"})
    void turnsUprightWhatAPhoneTook(int orientation, int width, int height, String first, String last) {
        var picture = kept(Images.jpegOfAPhone(100, 60, orientation));

        assertThat(picture.width()).isEqualTo(width);
        assertThat(picture.height()).isEqualTo(height);
        var image = Images.decoded(picture.bytes());
        assertThat(colour(image.getRGB(5, 5))).isEqualTo(first);
        assertThat(colour(image.getRGB(width - 5, height - 5))).isEqualTo(last);
    }

    @Test
    void forgetsWhereAPictureWasTaken() {
        var upload = Images.jpegOfAPhone(100, 60, 1);

        assertThat(text(upload)).contains("Exif", Images.SECRET_PLACE);
        assertThat(text(kept(upload).bytes())).doesNotContain("Exif", Images.SECRET_PLACE);
    }

    @Test
    void leavesNothingOfASecondFileInTheFirst() {
        var upload = Images.jpegAndPage(100, 60);

        assertThat(text(upload)).contains("<script>");
        assertThat(text(kept(upload).bytes())).doesNotContain("<html>", "<script>", Images.SECRET_PLACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
                "<?xml version=\"1.0\"?><svg/>",
                "<html><body>a page</body></html>",
                "%PDF-1.7",
                "BM not one of the three",
                "RIFF0000WEBPVP8 "
            })
    void refusesWhatIsNoPictureByItsContent(String upload) {
        assertThatExceptionOfType(Unsupported.class)
                .isThrownBy(() -> kept(upload.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({"30000, 30000", "5001, 5000", "16385, 1", "1, 16385", "2147483647, 2147483647"})
    void refusesTooManyPixelsBeforeItUnpacksAny(int width, int height) {
        var upload = Images.pngThatSays(width, height);

        var before = allocated();
        assertThatExceptionOfType(TooManyPixels.class)
                .isThrownBy(() -> kept(upload))
                .withMessageContaining(width + " x " + height);

        assertThat(allocated() - before).isLessThan(4 * MEGABYTE);
    }

    @Test
    void unpacksNoMoreOfALargePictureThanItKeeps() {
        var upload = Images.png(5000, 5000);
        var small = kept(upload);

        var before = allocated();
        assertThat(kept(upload).bytes()).isEqualTo(small.bytes());

        // All of its pixels at once would be 100 MB.
        assertThat(allocated() - before).isLessThan(50 * MEGABYTE);
    }

    @ParameterizedTest
    @CsvSource({"200, 5000, 5000", "65, 16, 16", "10000, 16, 16", "13, 5000, 5000", "64, 4000, 4000"})
    void refusesAPictureThatIsDrawnOverAndOverAgain(int scans, int width, int height) {
        var upload = Images.progressiveJpeg(width, height, scans);

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> kept(upload))
                .withMessageContaining("scans");
    }

    @ParameterizedTest
    @CsvSource({"10, 5000, 5000", "20, 2000, 1000", "64, 100, 100"})
    void keepsPicturesThatSharpenAsTheyLoad(int scans, int width, int height) {
        assertThat(kept(Images.progressiveJpeg(width, height, scans)).type()).isEqualTo(PictureType.JPEG);
    }

    @Test
    void readsTheFirstFrameOfMany() {
        var upload = Images.animatedGif(40, 40, 10_000);

        var before = allocated();
        assertThat(kept(upload).type()).isEqualTo(PictureType.JPEG);

        assertThat(allocated() - before).isLessThan(upload.length + 4 * MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "progressive"})
    void endsADecodingThatTakesTooLong(String format) {
        var upload = switch (format) {
            case "png" -> Images.png(3000, 2000);
            case "jpeg" -> Images.jpeg(3000, 2000);
            case "gif" -> Images.gif(3000, 2000);
            default -> Images.progressiveJpeg(3000, 2000, 10);
        };
        var strict = new Pictures(settings(Duration.ofSeconds(5)), Duration.ofMillis(1));

        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> strict.of(new ByteArrayResource(upload)));
    }

    @Test
    void endsADecodingWhoseThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(Unreadable.class)
                    .isThrownBy(() -> DecodingDeadline.in(Duration.ofDays(1))
                            .watch(Images.png(10, 10))
                            .read());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void refusesAFileOfNothingButHeaders() {
        var comments = new byte[4 * 20_000];
        for (var at = 0; at < comments.length; at += 4) {
            comments[at] = (byte) 0xff;
            comments[at + 1] = (byte) 0xfe;
            comments[at + 3] = 2;
        }
        var plain = Images.jpeg(10, 10);
        var upload = new byte[plain.length + comments.length];
        System.arraycopy(plain, 0, upload, 0, 2);
        System.arraycopy(comments, 0, upload, 2, comments.length);
        System.arraycopy(plain, 2, upload, 2 + comments.length, plain.length - 2);

        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> kept(upload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void refusesWhatIsCutOff(String format) {
        var whole = switch (format) {
            case "png" -> Images.png(300, 200);
            case "jpeg" -> Images.jpeg(300, 200);
            default -> Images.gif(300, 200);
        };

        for (var length : new int[] {12, 40, whole.length / 2, whole.length * 3 / 4}) {
            assertThatExceptionOfType(Unreadable.class)
                    .as("%d bytes of %d", length, whole.length)
                    .isThrownBy(() -> kept(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void refusesWhatIsDamaged() {
        var damaged = Images.png(300, 200);
        Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 20, (byte) 0x55);

        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> kept(damaged));
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> kept(Images.pngThatSays(100, 100)));
    }

    @Test
    void sendsUploadsAwayThatWaitTooLongAndHasNotReadThem() throws InterruptedException {
        var impatient = new Pictures(settings(Duration.ofMillis(20)));
        var begun = new CountDownLatch(2);
        var done = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 2; i++) {
                threads.execute(() -> impatient.of(() -> {
                    begun.countDown();
                    waitFor(done);
                    return new ByteArrayInputStream(Images.png(10, 10));
                }));
            }
            begun.await();

            assertThatExceptionOfType(Busy.class)
                    .isThrownBy(() -> impatient.of(() -> {
                        throw new AssertionError("was read");
                    }));

            done.countDown();
        }
    }

    private Picture kept(byte[] upload) {
        return pictures.of(new ByteArrayResource(upload));
    }

    private static String colour(int rgb) {
        var colour = new Color(rgb);
        return colour.getRed() > colour.getBlue() ? "RED" : "BLUE";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** By this thread, ever. */
    private static long allocated() {
        return assertThat(ManagementFactory.getThreadMXBean())
                .asInstanceOf(InstanceOfAssertFactories.type(com.sun.management.ThreadMXBean.class))
                .actual()
                .getCurrentThreadAllocatedBytes();
    }

    private static PictureSettings settings(Duration patience) {
        return new PictureSettings(
                PictureSettings.Storage.DISK,
                512,
                25_000_000,
                2,
                patience,
                new PictureSettings.Disk(Path.of("pictures")),
                new PictureSettings.S3(null, "us-east-1", "", "", "", true),
                new PictureSettings.Cloudinary(
                        URI.create("https://api.example.org"), URI.create("https://example.org"), "", "", ""));
    }
}
