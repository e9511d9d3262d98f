package shop.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.kernel.Money;
import shop.notification.notice.Notice;
import shop.notification.notice.NoticeKind;
import shop.notification.notice.WordingTest;

/** Three mails go with each order, so what one costs is paid three times. */
class MailCostTest {

    private static final Notice ORDERED = Notice.ofOrder(
            new UUID(0, 1),
            new UUID(0, 2),
            NoticeKind.ORDER_PLACED,
            Instant.EPOCH,
            UUID.fromString("019aa5f0-7a00-7000-8000-000000000003"),
            Money.of(3499, "EUR"),
            List.of(
                    new Notice.Line("Blue mug", 2, Money.of(2500, "EUR")),
                    new Notice.Line("Tray", 1, Money.of(999, "EUR"))),
            new Notice.OrderDetails(
                    "7K3M-9Q4T",
                    Instant.parse("2026-11-21T10:15:42Z"),
                    null,
                    new Notice.Address("Ada Buyer", "1 Analytical Row", null, "London", "N1 9GU", "GB")));

    @TempDir
    Path folder;

    final MailTemplates templates = new MailTemplates(WordingTest.wording(), DeliveryProcessorTest.properties(3));

    /** The first mail reads the templates. */
    @Test
    void writingAMailThrowsNothing() throws IOException {
        var _ = write();

        assertThat(thrown(this::write)).isEmpty();
        assertThat(thrown(() -> Integer.parseInt("x")))
                .as("to see that the recording sees them")
                .contains(NumberFormatException.class.getName());
    }

    private MailTemplates.Mail write() {
        return templates.write(ORDERED, "Ada Lovelace", Locale.ENGLISH);
    }

    /** On this thread. */
    private List<String> thrown(Runnable meanwhile) throws IOException {
        var file = folder.resolve(UUID.randomUUID() + ".jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.JavaExceptionThrow").withStackTrace();
            recording.start();
            try {
                meanwhile.run();
            } catch (NumberFormatException _) {
                // It is recorded.
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getThread() != null
                        && event.getThread().getJavaThreadId()
                                == Thread.currentThread().threadId())
                .map(MailCostTest::name)
                .toList();
    }

    private static String name(RecordedEvent event) {
        RecordedClass type = event.getClass("thrownClass");
        return type.getName();
    }
}
