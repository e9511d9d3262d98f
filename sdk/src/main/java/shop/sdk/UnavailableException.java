package shop.sdk;

/** No answer came: no connection, none in time, or one that broke off. Whether the call was carried out is not known. */
public final class UnavailableException extends ShopApiException {

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
