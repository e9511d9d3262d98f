package shop.http.idempotency;

import shop.http.idempotency.IdempotencyStore.StoredAnswer;

/** Leaves a transaction whose request turned out to be a repeat; becomes the first answer. */
final class AnsweredBeforeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StoredAnswer answer;

    AnsweredBeforeException(StoredAnswer answer) {
        // Nobody reads its stack.
        super("This request was answered before", null, false, false);
        this.answer = answer;
    }

    StoredAnswer answer() {
        return answer;
    }
}
