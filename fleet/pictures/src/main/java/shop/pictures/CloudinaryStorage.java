package shop.pictures;

import com.cloudinary.Cloudinary;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** A cloud of Cloudinary: signed uploads to its API, deliveries from its network. */
final class CloudinaryStorage implements PictureStorage {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Cloudinary cloud;
    private final RestClient deliveries;
    private final String shelf;

    CloudinaryStorage(PictureSettings.Cloudinary settings, String shelf) {
        this.shelf = shelf;
        cloud = new Cloudinary(Map.of(
                "cloud_name", settings.cloudName(),
                "api_key", settings.apiKey(),
                "api_secret", settings.apiSecret(),
                "upload_prefix", settings.apiUrl().toString(),
                "timeout", (int) ANSWER.toSeconds()));
        var requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT).build());
        requests.setReadTimeout(ANSWER);
        deliveries = RestClient.builder()
                .requestFactory(requests)
                .baseUrl(settings.deliveryUrl() + "/" + settings.cloudName() + "/image/upload/")
                .build();
    }

    @Override
    public void put(UUID id, Picture picture) {
        try {
            cloud.uploader().upload(picture.bytes(), Map.of("public_id", name(id), "overwrite", false));
        } catch (IOException | RuntimeException failure) {
            // The library throws plain RuntimeExceptions for whatever Cloudinary refuses.
            throw new PictureException.StorageDown(failure);
        }
    }

    @Override
    public Optional<byte[]> get(UUID id) {
        try {
            return Optional.ofNullable(deliveries.get().uri(name(id)).retrieve().body(byte[].class));
        } catch (HttpClientErrorException.NotFound _) {
            return Optional.empty();
        } catch (RestClientException failure) {
            throw new PictureException.StorageDown(failure);
        }
    }

    @Override
    public void delete(UUID id) {
        try {
            // Invalidated, so that the network's copies go too.
            cloud.uploader().destroy(name(id), Map.of("invalidate", true));
        } catch (IOException | RuntimeException failure) {
            throw new PictureException.StorageDown(failure);
        }
    }

    private String name(UUID id) {
        return shelf + "/" + id;
    }
}
