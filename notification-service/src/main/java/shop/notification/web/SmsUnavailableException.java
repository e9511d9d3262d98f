package shop.notification.web;

/** Somebody asks for short messages, and nobody is there to send them. */
final class SmsUnavailableException extends RuntimeException {

    SmsUnavailableException() {
        super("This shop sends no short messages.");
    }
}
