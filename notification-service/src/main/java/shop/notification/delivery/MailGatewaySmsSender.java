package shop.notification.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import shop.notification.notice.Wording;
import shop.notification.preference.Preferences;

/** Hands short messages to a mail server that sends them on; the local one shows them on its page. Without a domain nobody gets any. */
class MailGatewaySmsSender implements DeliveryChannel {

    private final Mailer mailer;
    private final Wording wording;
    private final String domain;

    /** @param domain empty if there is no such server */
    MailGatewaySmsSender(Mailer mailer, Wording wording, String domain) {
        this.mailer = mailer;
        this.wording = wording;
        this.domain = domain;
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }

    @Override
    public boolean isWanted(Preferences preferences) {
        return !domain.isEmpty() && preferences.sms() && preferences.phone() != null;
    }

    @Override
    public Map<String, DeliveryProblem> send(List<Dispatch> batch) {
        return mailer.send(batch, this::write);
    }

    private MimeMessage write(Dispatch dispatch) throws MessagingException {
        var number = Objects.requireNonNull(dispatch.preferences().phone(), "wanted by none without a number");
        var mail = mailer.addressed(number + "@" + domain, "SMS");
        mail.setText(
                wording.shortMessage(dispatch.delivery().notice(), dispatch.language()), StandardCharsets.UTF_8.name());
        return mailer.completed(mail, dispatch);
    }
}
