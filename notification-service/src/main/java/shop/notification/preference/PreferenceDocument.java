package shop.notification.preference;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/** @param id the customer's */
@Document("preferences")
record PreferenceDocument(@Id UUID id, boolean email, long revision) {

    Preferences preferences() {
        return new Preferences(email, revision);
    }
}
