package shop.user.avatar;

import java.time.Instant;
import java.util.UUID;
import shop.pictures.PictureType;

/**
 * What is known about a picture that is shown.
 *
 * @param id of this picture; the next upload gets another one
 * @param size in bytes
 */
public record Avatar(UUID id, UUID account, PictureType type, int width, int height, int size, Instant updatedAt) {}
