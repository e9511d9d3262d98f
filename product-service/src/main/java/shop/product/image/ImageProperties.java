package shop.product.image;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;
import shop.pictures.PictureSettings;

/**
 * Settings of uploaded images.
 *
 * @param pictures how large they may be and where they are kept
 */
@Validated
@ConfigurationProperties("product.images")
record ImageProperties(@Valid @NotNull PictureSettings pictures) {

    @AssertTrue(message = "IMAGE_STORAGE=s3 needs IMAGE_S3_BUCKET, IMAGE_S3_ACCESS_KEY and IMAGE_S3_SECRET_KEY") public boolean isS3Whole() {
        return pictures.hasWholeS3();
    }

    @AssertTrue(
            message = "IMAGE_STORAGE=cloudinary needs CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY and"
                    + " CLOUDINARY_API_SECRET")
    public boolean isCloudinaryWhole() {
        return pictures.hasWholeCloudinary();
    }
}
