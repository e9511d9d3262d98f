package shop.user.reset;

import jakarta.annotation.PreDestroy;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import shop.http.text.HarmlessText;
import shop.platform.tracing.CapturedContext;
import shop.user.account.Account;
import shop.user.config.UserProperties;
import shop.user.secret.Secret;
import shop.user.template.Templates;

/**
 * Mails the links. This service does it itself, because the link is a secret, and what is published to Kafka can be read there for days. What
 * is not sent when the service ends is lost: its owner asks again.
 */
@Component
class ResetMails {

    private static final Logger log = LoggerFactory.getLogger(ResetMails.class);

    private static final int THREADS = 2;
    private static final int WAITING = 500;
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(5);

    private final JavaMailSender sender;
    private final Templates templates;
    private final UserProperties.PasswordReset settings;
    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(
            THREADS, Thread.ofPlatform().name("reset-mails-", 1).daemon().factory());

    ResetMails(JavaMailSender sender, Templates templates, UserProperties properties) {
        this.sender = sender;
        this.templates = templates;
        this.settings = properties.passwordReset();
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @throws ResetException.TooBusy if too much waits already */
    void later(Runnable work) {
        if (worker.getQueue().size() >= WAITING) {
            throw new ResetException.TooBusy();
        }
        worker.execute(ofThisRequest(work));
    }

    void send(Account account, Secret token) {
        attempt(account, token, 1);
    }

    @PreDestroy
    void end() throws InterruptedException {
        worker.shutdown();
        if (!worker.awaitTermination(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
            worker.shutdownNow();
        }
    }

    private void attempt(Account account, Secret token, int number) {
        try {
            write(account, token);
        } catch (MailException | MessagingException failed) {
            if (number >= settings.tries()) {
                log.warn(
                        "Gave up the password reset mail of account {}: {}",
                        account.id(),
                        failed.getClass().getSimpleName());
                return;
            }
            log.info(
                    "The password reset mail of account {} waits: {}",
                    account.id(),
                    failed.getClass().getSimpleName());
            var wait = settings.backOff().multipliedBy(1L << (number - 1));
            var again = ofThisRequest(() -> attempt(account, token, number + 1));
            var _ = worker.schedule(again, wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What is logged later still names the request, and nothing that fails is lost in the worker. */
    private static Runnable ofThisRequest(Runnable work) {
        var request = CapturedContext.capture();
        return () -> request.run(() -> {
            try {
                work.run();
            } catch (RuntimeException failed) {
                log.error("A password reset was not mailed", failed);
            }
        });
    }

    private void write(Account account, Secret token) throws MessagingException {
        var link = UriComponentsBuilder.fromUri(settings.publicUrl())
                .path("/reset-password")
                .queryParam("token", token.value())
                .toUriString();
        // Anybody can have opened the account with this address, under a name of any content.
        var hello = HarmlessText.name(account.name())
                .map(name -> "Hello " + name + ",")
                .orElse("Hello,");
        Map<String, Object> values =
                Map.of("hello", hello, "link", link, "minutes", settings.life().toMinutes());
        var message = sender.createMimeMessage();
        var helper = new MimeMessageHelper(message, true, StandardCharsets.UTF_8.name());
        helper.setFrom(settings.mailFrom());
        helper.setTo(account.email());
        helper.setSubject("Choose a new password");
        helper.setText(templates.fill("reset-mail.txt", values), templates.fill("reset-mail.html", values));
        // Keeps out-of-office programs from answering (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        sender.send(message);
    }
}
