package shop.broken.application;

import org.springframework.http.HttpStatus;

/** A use case that knows the transport. */
public class PlaceOrder {

    HttpStatus place() {
        return HttpStatus.CREATED;
    }
}
