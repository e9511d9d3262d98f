package shop.notification.preference;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Preferences as they are kept.
 *
 * @param id the customer's
 * @param sms null in what was written before there were short messages
 * @param language as BCP 47 has it
 */
@Document("preferences")
record PreferenceDocument(
        @Id UUID id,
        boolean email,
        @Nullable Boolean sms,
        @Nullable String phone,
        @Nullable String language,
        long revision) {

    static PreferenceDocument of(UUID userId, Preferences wanted, long revision) {
        var language = wanted.language();
        return new PreferenceDocument(
                userId,
                wanted.email(),
                wanted.sms(),
                wanted.phone(),
                language == null ? null : language.toLanguageTag(),
                revision);
    }

    Preferences preferences() {
        return new Preferences(
                email,
                Boolean.TRUE.equals(sms),
                phone,
                language == null ? null : Locale.forLanguageTag(language),
                revision);
    }

    /** Leaves the personal part out. */
    @Override
    public String toString() {
        return "PreferenceDocument[id=" + id + "]";
    }
}
