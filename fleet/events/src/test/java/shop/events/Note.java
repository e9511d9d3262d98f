package shop.events;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

/** Something to change in the transaction that publishes it. */
@Entity
class Note {

    @Id
    UUID id = new UUID(0, 0);

    String content = "";

    protected Note() {}

    Note(UUID id, String content) {
        this.id = id;
        this.content = content;
    }
}
