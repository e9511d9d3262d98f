package shop.notification.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.json.StrictJson;
import shop.http.problem.InvalidRequestException;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.notification.config.NotificationProperties;
import shop.notification.delivery.Deliveries;
import shop.notification.delivery.Delivery;
import shop.notification.delivery.DeliveryState;
import shop.notification.message.Message;
import shop.notification.message.Messages;
import shop.notification.notice.Wording;
import shop.notification.preference.PreferenceRepository;
import shop.notification.preference.Preferences;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;

/** What customers read and prefer, and what administrators see of the mails. */
@RestController
@RequestMapping("/api/notifications")
class NotificationController {

    private final Messages messages;
    private final PreferenceRepository preferences;
    private final Deliveries deliveries;
    private final NotificationProperties properties;

    NotificationController(
            Messages messages,
            PreferenceRepository preferences,
            Deliveries deliveries,
            NotificationProperties properties) {
        this.messages = messages;
        this.preferences = preferences;
        this.deliveries = deliveries;
        this.properties = properties;
    }

    /** @param unread true for what was not read yet only */
    @GetMapping
    @Operation(summary = "The messages to the caller")
    PageBody<Message> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "false") boolean unread,
            PageQuery page) {
        return messages.list(caller.id(), unread, page);
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, StrictJson.MERGE_PATCH})
    @Refuses("404 notification_not_found")
    @Operation(summary = "Mark a message as read or unread")
    Message mark(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, @Valid @RequestBody ReadMark body) {
        return messages.mark(caller.id(), id, body.read());
    }

    @GetMapping("/preferences")
    @Operation(summary = "By what means the caller wants to be notified")
    ResponseEntity<PreferenceBody> preferences(@AuthenticationPrincipal Caller caller) {
        return answer(preferences.of(caller.id()));
    }

    @PutMapping("/preferences")
    @Refuses("422 sms_unavailable")
    @Operation(summary = "Change by what means the caller wants to be notified")
    ResponseEntity<PreferenceBody> prefer(
            @AuthenticationPrincipal Caller caller, @Valid @RequestBody PreferenceBody body, IfMatch expected) {
        var wanted = body.preferences();
        if (wanted.sms() && !properties.servesSms()) {
            throw new SmsUnavailableException();
        }
        return answer(preferences.change(caller.id(), wanted, expected));
    }

    @GetMapping("/deliveries")
    @Operation(summary = "The mails and short messages to all customers, and what became of them")
    PageBody<Delivery> deliveries(@RequestParam @Nullable DeliveryState state, PageQuery page) {
        return deliveries.list(state, page);
    }

    private static ResponseEntity<PreferenceBody> answer(Preferences preferences) {
        return ETags.okForCaller(preferences.version(), PreferenceBody.of(preferences));
    }

    record ReadMark(@NotNull Boolean read) {}

    /**
     * What a customer prefers, all of it: what is left out is unset.
     *
     * @param phone needed for short messages
     */
    record PreferenceBody(
            @NotNull Boolean email,
            @Nullable Boolean sms,

            @Nullable @Pattern(regexp = "\\+[1-9][0-9]{6,14}", message = "must be a number as E.164 has it, like +4915112345678") String phone,

            @Nullable String language) {

        static PreferenceBody of(Preferences preferences) {
            var language = preferences.language();
            return new PreferenceBody(
                    preferences.email(),
                    preferences.sms(),
                    preferences.phone(),
                    language == null ? null : language.toLanguageTag());
        }

        Preferences preferences() {
            var wantsSms = Boolean.TRUE.equals(sms);
            if (wantsSms && phone == null) {
                throw new InvalidRequestException("phone", "required", "must be given for short messages");
            }
            return new Preferences(email, wantsSms, phone, language == null ? null : spoken(language), 0);
        }

        private static Locale spoken(String language) {
            return Wording.LANGUAGES.stream()
                    .filter(known -> known.toLanguageTag().equals(language))
                    .findFirst()
                    .orElseThrow(() -> new InvalidRequestException(
                            "language",
                            "unknown_value",
                            "must be one of "
                                    + Wording.LANGUAGES.stream()
                                            .map(Locale::toLanguageTag)
                                            .toList()));
        }
    }
}
