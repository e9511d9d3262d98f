package shop.pictures;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A bucket of Amazon S3 or of any store that speaks its protocol. */
final class S3Storage implements PictureStorage, AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(12);

    private final S3Client client;
    private final String bucket;
    private final String shelf;

    S3Storage(PictureSettings.S3 settings, String shelf) {
        this.shelf = shelf;
        bucket = settings.bucket();
        client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(ATTEMPT))
                .overrideConfiguration(
                        calls -> calls.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
                .forcePathStyle(settings.pathStyle())
                // Many stores do not know Amazon's newer checksums and chunks; the signature covers the body without
                // them.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .build();
    }

    @Override
    public void put(UUID id, Picture picture) {
        inTime(() -> client.putObject(
                object -> object.bucket(bucket)
                        .key(key(id))
                        .contentType(picture.type().contentType()),
                RequestBody.fromBytes(picture.bytes())));
    }

    @Override
    public Optional<byte[]> get(UUID id) {
        return inTime(() -> {
            try {
                return Optional.of(
                        client.getObjectAsBytes(object -> object.bucket(bucket).key(key(id)))
                                .asByteArray());
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void delete(UUID id) {
        inTime(() -> client.deleteObject(object -> object.bucket(bucket).key(key(id))));
    }

    @Override
    public void close() {
        client.close();
    }

    private String key(UUID id) {
        return shelf + "/" + id;
    }

    private static <T extends @Nullable Object> T inTime(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw new PictureException.StorageDown(failure);
        }
    }
}
