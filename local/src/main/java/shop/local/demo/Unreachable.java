package shop.local.demo;

import java.io.IOException;

/** No answer came, or only "not now", however often it was asked. */
public final class Unreachable extends RuntimeException {

    Unreachable(String method, String path, IOException cause) {
        super(method + " " + path + " got no answer: " + cause, cause);
    }
}
