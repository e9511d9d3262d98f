package shop.user.avatar;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.InputStreamSource;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import shop.http.version.IfMatch;
import shop.pictures.PictureException;
import shop.pictures.PictureStorage;
import shop.pictures.Pictures;

/**
 * Shows and replaces avatars. The table is the truth, the storage only holds bytes: a new object is stored under a name of its own
 * before the table points to it, and an old one is deleted some time after nothing does. Whatever fails in between leaves an object
 * that the sweep finds, never an avatar without its object.
 */
@Service
public class Avatars {

    /** Longer than any upload takes. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(1);

    /** Who has just read the old row still finds the old object. */
    private static final Duration KEPT_AFTER = Duration.ofMinutes(1);

    private static final int SWEPT_AT_ONCE = 100;

    private static final Logger log = LoggerFactory.getLogger(Avatars.class);

    private final AvatarRepository avatars;
    private final PictureStorage storage;
    private final Pictures pictures;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Avatars(
            AvatarRepository avatars,
            PictureStorage storage,
            Pictures pictures,
            TransactionTemplate transaction,
            Clock clock) {
        this.avatars = avatars;
        this.storage = storage;
        this.pictures = pictures;
        this.transaction = transaction;
        this.clock = clock;
    }

    public Avatar find(UUID account) {
        return avatars.find(account).orElseThrow(() -> new AvatarException.NotFound(account));
    }

    public byte[] bytes(Avatar avatar) {
        return storage.get(avatar.id()).orElseThrow(() -> {
            log.warn("The object of avatar {} is not in the storage", avatar.id());
            return new AvatarException.NotFound(avatar.account());
        });
    }

    /**
     * Shows another picture from now on.
     *
     * @param expected the tag is the id of the picture that is shown
     * @throws PictureException if it is none that can be shown
     */
    public Avatar replace(UUID account, InputStreamSource upload, IfMatch expected) {
        var picture = pictures.of(upload);
        // Before anything is stored; whether it is still so, the transaction decides.
        requireShown(account, expected);
        var avatar = new Avatar(
                ids.generate(),
                account,
                picture.type(),
                picture.width(),
                picture.height(),
                picture.bytes().length,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (!avatars.announce(avatar)) {
            throw new AvatarException.NotFound(account);
        }
        storage.put(avatar.id(), picture);
        transaction.executeWithoutResult(_ -> {
            avatars.lockOwner(account);
            requireShown(account, expected);
            var now = clock.instant();
            avatars.hide(account, now);
            if (avatars.show(avatar.id(), now) == 0) {
                throw new PictureException.StorageDown(
                        new IllegalStateException("avatar " + avatar.id() + " took too long to store"));
            }
        });
        return avatar;
    }

    private void requireShown(UUID account, IfMatch expected) {
        expected.requireTag(
                avatars.find(account).map(shown -> shown.id().toString()).orElse(null));
    }

    /**
     * Shows nothing from now on.
     *
     * @param expected the tag is the id of the picture that is shown
     * @throws AvatarException.NotFound if the account shows none
     */
    public void delete(UUID account, IfMatch expected) {
        transaction.executeWithoutResult(_ -> {
            avatars.lockOwner(account);
            expected.requireTag(find(account).id().toString());
            avatars.hide(account, clock.instant());
        });
    }

    /** Deletes objects that nothing points to any more; several instances may do so at once. */
    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void sweep() {
        var now = clock.instant();
        avatars.abandon(now.minus(GIVEN_UP_AFTER), now);
        for (var id : avatars.going(now.minus(KEPT_AFTER), Limit.of(SWEPT_AT_ONCE))) {
            try {
                storage.delete(id);
                avatars.delete(id);
            } catch (PictureException.StorageDown failure) {
                log.warn("Old avatars wait to be deleted: {}", String.valueOf(failure.getCause()));
                return;
            }
        }
    }
}
