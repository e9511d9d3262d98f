package shop.user.device;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.user.device.Requester.Kind;
import shop.user.secret.Secret;

/**
 * Knows the devices and addresses that an account has logged in from. What strangers use up of an account's limits is counted apart from
 * what these do, so nobody can keep an owner out. It authenticates nobody: a known device needs the password like any other.
 */
@Service
public class KnownDevices {

    /** How long a device is known that nobody logs in from. */
    public static final Duration LIFE = Duration.ofDays(180);

    private static final Logger log = LoggerFactory.getLogger(KnownDevices.class);

    /** Of each kind; the one that was not seen for the longest time makes way. */
    private static final int PER_ACCOUNT = 10;

    /** Looked up where there is no account, so that timing reveals nothing. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final KnownDeviceRepository devices;
    private final Clock clock;

    KnownDevices(KnownDeviceRepository devices, Clock clock) {
        this.devices = devices;
        this.clock = clock;
    }

    /** Who asks about the account: a device of it, or else an address, of it or not. */
    public Requester identify(Optional<UUID> account, RequestOrigin origin) {
        var id = account.orElse(NOBODY);
        var device = origin.device();
        if (device != null && isKnown(id, Kind.COOKIE, device.hash())) {
            return Requester.of(Kind.COOKIE, device.hash(), true);
        }
        var address = hash(origin);
        return Requester.of(Kind.ADDRESS, address, isKnown(id, Kind.ADDRESS, address));
    }

    /**
     * Remembers where the account logged in from; within the caller's transaction, which has locked the account.
     *
     * @return what the device has to keep. One that this account did not log in from before gets a new one: what it brought may be known
     *     to somebody else
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Secret remember(UUID account, RequestOrigin origin) {
        var brought = origin.device();
        var device = brought != null && isKnown(account, Kind.COOKIE, brought.hash()) ? brought : Secret.random();
        save(account, Kind.COOKIE, device.hash());
        save(account, Kind.ADDRESS, hash(origin));
        return device;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT3M")
    void deleteUnused() {
        var deleted = devices.deleteSeenBefore(clock.instant().minus(LIFE));
        if (deleted > 0) {
            log.info("Deleted {} known devices that nobody logs in from", deleted);
        }
    }

    private boolean isKnown(UUID account, Kind kind, byte[] hash) {
        return devices.exists(account, kind, hash, clock.instant().minus(LIFE));
    }

    private void save(UUID account, Kind kind, byte[] hash) {
        devices.save(account, kind, hash, clock.instant());
        devices.deleteAllBut(PER_ACCOUNT, account, kind);
    }

    private static byte[] hash(RequestOrigin origin) {
        return new Secret(origin.address()).hash();
    }
}
