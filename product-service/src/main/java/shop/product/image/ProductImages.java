package shop.product.image;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.InputStreamSource;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import shop.http.problem.InvalidRequestException;
import shop.http.version.IfMatch;
import shop.pictures.PictureException;
import shop.pictures.PictureStorage;
import shop.pictures.Pictures;
import shop.product.catalog.Catalog;
import shop.product.catalog.Product;
import shop.product.catalog.ProductContent;

/**
 * Takes pictures of products and hands them out. The product decides: what it names is shown. A picture is noted and stored before its
 * product names it, and deleted some time after no product does; whatever fails in between leaves a picture that the sweep finds, never a
 * product that shows nothing.
 */
@Component
public class ProductImages {

    /** Of one product, which shows addresses of other servers besides. */
    static final int MOST_UPLOADED = 10;

    private static final int MOST_IMAGES = 20;

    /** Longer than any upload takes. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(1);

    /** Who has just read the product still finds its pictures. */
    private static final Duration KEPT_AFTER = Duration.ofMinutes(1);

    /** Who archives a product by mistake gets it back with its pictures for so long. */
    private static final Duration KEPT_OF_ARCHIVED = Duration.ofDays(7);

    private static final int LOOKED_AT_AT_ONCE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ProductImages.class);

    private final Catalog catalog;
    private final MongoTemplate mongo;
    private final PictureStorage storage;
    private final Pictures pictures;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    /** Where the next sweep begins. Of the timer's thread alone. */
    private @Nullable UUID lastSwept;

    ProductImages(Catalog catalog, MongoTemplate mongo, PictureStorage storage, Pictures pictures, Clock clock) {
        this.catalog = catalog;
        this.mongo = mongo;
        this.storage = storage;
        this.pictures = pictures;
        this.clock = clock;
    }

    /** A picture, and the product that shows it now. */
    public record Added(ProductImage image, Product product) {}

    /**
     * Shows one more picture of a product, behind those it has.
     *
     * @throws PictureException if it is none that can be shown
     */
    public Added add(UUID productId, IfMatch ifMatch, InputStreamSource upload) {
        requireRoomForUpload(catalog.onSale(productId));
        var picture = pictures.of(upload);
        var document = ImageDocument.of(ids.generate(), productId, picture, now());
        var image = document.image();
        mongo.insert(document);
        storage.put(image.id(), picture);
        var product = catalog.change(productId, ifMatch, current -> {
            requireRoomForUpload(current);
            return withOneMore(current, image.address());
        });
        return new Added(image, product);
    }

    /**
     * Shows a picture of another server too, behind those that the product has; one that it shows already stays where it is. The address
     * is not looked up.
     */
    public AddedAddress addAddress(UUID productId, IfMatch ifMatch, String address) {
        var isNew = new AtomicBoolean();
        var product = catalog.change(productId, ifMatch, current -> {
            var images = current.content().images();
            isNew.set(!images.contains(address));
            if (!isNew.get()) {
                return current.content();
            }
            requireOwn("url", images, List.of(address));
            requireRoom(current);
            return withOneMore(current, address);
        });
        return new AddedAddress(product, isNew.get());
    }

    /**
     * A product that shows the picture of an address.
     *
     * @param isNew whether it did not before
     */
    public record AddedAddress(Product product, boolean isNew) {}

    /**
     * Refuses uploaded images that a product does not have: another product's would be gone with that product.
     *
     * @param field what names the wanted ones
     */
    public static void requireOwn(String field, List<String> current, List<String> wanted) {
        for (var address : wanted) {
            if (ProductImage.idAt(address).isPresent() && !current.contains(address)) {
                throw new InvalidRequestException(
                        field, "unknown_image", "has an uploaded image that this product does not have; upload it");
            }
        }
    }

    private static ProductContent withOneMore(Product product, String address) {
        var content = product.content();
        return content.withImages(
                Stream.concat(content.images().stream(), Stream.of(address)).toList());
    }

    private static void requireRoomForUpload(Product product) {
        requireRoom(product);
        var uploaded = product.content().images().stream()
                .filter(address -> ProductImage.idAt(address).isPresent())
                .count();
        if (uploaded >= MOST_UPLOADED) {
            throw new ImageException.TooMany(MOST_UPLOADED, MOST_IMAGES);
        }
    }

    private static void requireRoom(Product product) {
        if (product.content().images().size() >= MOST_IMAGES) {
            throw new ImageException.TooMany(MOST_UPLOADED, MOST_IMAGES);
        }
    }

    /** Shows a picture no longer; those who have its address do not find it any more. */
    public void remove(UUID productId, UUID imageId, IfMatch ifMatch) {
        catalog.change(productId, ifMatch, current -> {
            var images = current.content().images();
            var others = images.stream()
                    .filter(address -> !ProductImage.idOf(address).equals(imageId))
                    .toList();
            if (others.size() == images.size()) {
                throw new ImageException.NotFound(imageId);
            }
            return current.content().withImages(others);
        });
        mongo.updateFirst(query(where("_id").is(imageId)), new Update().set("removedAt", now()), ImageDocument.class);
    }

    /** Those of the addresses that lead to something: all of other servers, and those of pictures that were not deleted. */
    public List<String> stillThere(List<String> addresses) {
        var ids = addresses.stream()
                .flatMap(address -> ProductImage.idAt(address).stream())
                .toList();
        var stored = mongo.find(query(where("_id").in(ids).and("removedAt").is(null)), ImageDocument.class).stream()
                .map(ImageDocument::id)
                .collect(Collectors.toSet());
        return addresses.stream()
                .filter(address ->
                        ProductImage.idAt(address).map(stored::contains).orElse(true))
                .toList();
    }

    /** A picture that was not removed. */
    public ProductImage find(UUID id) {
        var document = mongo.findById(id, ImageDocument.class);
        if (document == null || document.removedAt() != null) {
            throw new ImageException.NotFound(id);
        }
        return document.image();
    }

    /** The bytes of a picture. */
    public byte[] bytes(ProductImage image) {
        return storage.get(image.id()).orElseThrow(() -> {
            LOG.warn("image {} is not in the storage", image.id());
            return new ImageException.NotFound(image.id());
        });
    }

    /**
     * Deletes what no product shows any more: what was removed, what an edit left out, what belonged to a product that was archived long ago, and what a
     * crash left behind. Some at a time; several instances may do so at once.
     */
    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void sweep() {
        var images = next();
        lastSwept = images.size() < LOOKED_AT_AT_ONCE ? null : images.getLast().id();
        var products = catalog
                .findAll(
                        images.stream().map(ImageDocument::productId).distinct().toList())
                .stream()
                .collect(Collectors.toMap(Product::id, Function.identity()));
        var now = now();
        for (var image : images) {
            if (isDue(image, now) && !isShown(image, products.get(image.productId()), now)) {
                try {
                    storage.delete(image.id());
                    mongo.remove(query(where("_id").is(image.id())), ImageDocument.class);
                } catch (PictureException.StorageDown failure) {
                    LOG.warn("old images wait to be deleted: {}", String.valueOf(failure.getCause()));
                    return;
                }
            }
        }
    }

    private List<ImageDocument> next() {
        var query = lastSwept == null ? new Query() : query(where("_id").gt(lastSwept));
        return mongo.find(query.with(Sort.by("_id")).limit(LOOKED_AT_AT_ONCE), ImageDocument.class);
    }

    private static boolean isDue(ImageDocument image, Instant now) {
        var removedAt = image.removedAt();
        return removedAt == null
                ? image.uploadedAt().isBefore(now.minus(GIVEN_UP_AFTER))
                : removedAt.isBefore(now.minus(KEPT_AFTER));
    }

    private static boolean isShown(ImageDocument image, @Nullable Product product, Instant now) {
        return product != null
                && (!product.archived() || product.updatedAt().isAfter(now.minus(KEPT_OF_ARCHIVED)))
                && product.content().images().contains(ProductImage.address(image.id()));
    }

    /** In milliseconds, as MongoDB keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
