package shop.pictures;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Ends a decoding that takes too long, or whose thread is interrupted. Decoders may be stopped by their own thread only, so it looks at the
 * clock whenever the decoder asks for bytes, of which it gets few at a time, and whenever a part of the picture is done.
 */
final class DecodingDeadline implements IIOReadProgressListener {

    private static final int MOST_AT_A_TIME = 512;

    private final long end;

    private DecodingDeadline(long end) {
        this.end = end;
    }

    static DecodingDeadline in(Duration time) {
        return new DecodingDeadline(System.nanoTime() + time.toNanos());
    }

    ImageInputStream watch(byte[] file) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(file)) {
            @Override
            public int read() throws IOException {
                check();
                return super.read();
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                check();
                return super.read(into, from, Math.min(length, MOST_AT_A_TIME));
            }
        };
    }

    private void check() {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
            throw PictureException.Unreadable.tooMuchWork();
        }
    }

    @Override
    public void imageProgress(ImageReader reader, float done) {
        check();
    }

    @Override
    public void sequenceStarted(ImageReader reader, int first) {}

    @Override
    public void sequenceComplete(ImageReader reader) {}

    @Override
    public void imageStarted(ImageReader reader, int image) {}

    @Override
    public void imageComplete(ImageReader reader) {}

    @Override
    public void thumbnailStarted(ImageReader reader, int image, int thumbnail) {}

    @Override
    public void thumbnailProgress(ImageReader reader, float done) {}

    @Override
    public void thumbnailComplete(ImageReader reader) {}

    @Override
    public void readAborted(ImageReader reader) {}
}
