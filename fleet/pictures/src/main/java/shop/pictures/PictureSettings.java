package shop.pictures;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of the pictures that are uploaded to a service.
 *
 * @param storage where they are kept
 * @param side the longest side of a kept picture, in pixels
 * @param maxPixels how many pixels an upload may have; more is refused before any is decoded
 * @param atOnce how many uploads may be decoded at a time
 * @param maxWait how long an upload waits for its turn before it is refused with a time to come back
 */
public record PictureSettings(
        @NotNull @DefaultValue("disk") Storage storage,
        @DefaultValue("512") @Min(16) @Max(2048) int side,
        @DefaultValue("25000000") @Positive int maxPixels,
        @DefaultValue("2") @Positive int atOnce,
        @NotNull @DefaultValue("5s") Duration maxWait,
        @Valid @DefaultValue Disk disk,
        @Valid @DefaultValue S3 s3,
        @Valid @DefaultValue Cloudinary cloudinary) {

    /** The kinds of places. */
    public enum Storage {
        DISK,
        S3,
        CLOUDINARY
    }

    /**
     * A folder.
     *
     * @param folder shared by all instances; made if it is not there
     */
    public record Disk(@NotNull @DefaultValue("pictures") Path folder) {}

    /**
     * A bucket.
     *
     * @param endpoint of a store that is not Amazon's own
     * @param pathStyle whether the bucket stands in the path of an address and not in its host name, which most other stores want
     */
    public record S3(
            @Nullable URI endpoint,
            @NotNull @DefaultValue("us-east-1") String region,
            @DefaultValue("") String bucket,
            @DefaultValue("") String accessKey,
            @DefaultValue("") String secretKey,
            @DefaultValue("true") boolean pathStyle) {

        /** Leaves the secrets out. */
        @Override
        public String toString() {
            return "S3[endpoint=" + endpoint + ", bucket=" + bucket + "]";
        }
    }

    /**
     * A cloud of Cloudinary.
     *
     * @param apiUrl takes uploads
     * @param deliveryUrl gives them out again
     */
    public record Cloudinary(
            @NotNull @DefaultValue("https://api.cloudinary.com")
            URI apiUrl,

            @NotNull @DefaultValue("https://res.cloudinary.com")
            URI deliveryUrl,

            @DefaultValue("") String cloudName,
            @DefaultValue("") String apiKey,
            @DefaultValue("") String apiSecret) {

        /** Leaves the secrets out. */
        @Override
        public String toString() {
            return "Cloudinary[cloudName=" + cloudName + "]";
        }
    }

    /** Whether a bucket can be reached with this, if one is to be. */
    public boolean hasWholeS3() {
        return storage != Storage.S3 || given(s3.bucket(), s3.accessKey(), s3.secretKey());
    }

    /** Whether Cloudinary can be reached with this, if it is to be. */
    public boolean hasWholeCloudinary() {
        return storage != Storage.CLOUDINARY
                || given(cloudinary.cloudName(), cloudinary.apiKey(), cloudinary.apiSecret());
    }

    private static boolean given(String... settings) {
        return Stream.of(settings).noneMatch(String::isBlank);
    }
}
