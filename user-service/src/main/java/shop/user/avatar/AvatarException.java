package shop.user.avatar;

import java.util.UUID;

/** What cannot be done with an avatar; what is wrong with a picture, {@link shop.pictures.PictureException} says. */
public abstract sealed class AvatarException extends RuntimeException {

    private AvatarException(String message) {
        super(message);
    }

    public static final class NotFound extends AvatarException {
        public NotFound(UUID account) {
            super("No avatar of user " + account);
        }
    }
}
