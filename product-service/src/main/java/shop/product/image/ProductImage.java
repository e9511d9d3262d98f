package shop.product.image;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import shop.pictures.PictureType;

/** A stored picture. Whether it is shown, its product says, by naming its address. */
public record ProductImage(UUID id, PictureType type) {

    private static final String FOLDER = "/api/products/images/";
    private static final Pattern ADDRESS =
            Pattern.compile(FOLDER + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private static final NameBasedGenerator IDS_OF_ADDRESSES =
            Generators.nameBasedGenerator(NameBasedGenerator.NAMESPACE_URL);

    /** Where it is served. */
    public String address() {
        return address(id);
    }

    /** Where the picture of this id is served. */
    static String address(UUID id) {
        return FOLDER + id;
    }

    /** The id of the picture that is served at an address, if any is served there. */
    public static Optional<UUID> idAt(String address) {
        var found = ADDRESS.matcher(address);
        return found.matches() ? Optional.of(UUID.fromString(found.group(1))) : Optional.empty();
    }

    /**
     * The id by which a product's image is removed: that of the upload or, for an address elsewhere, the address's UUID of version 5
     * (namespace URL), so that it is stored nowhere and images of any age have one.
     */
    public static UUID idOf(String address) {
        return idAt(address).orElseGet(() -> IDS_OF_ADDRESSES.generate(address));
    }
}
