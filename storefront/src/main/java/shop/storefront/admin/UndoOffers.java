package shop.storefront.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import shop.storefront.shell.UndoCookie;
import shop.storefront.shell.Visitor;

/** Offers to undo what has just been done: a button in the message that says so. */
@Component
class UndoOffers {

    static final String PATH = "/admin/undo";

    private final UndoCookie cookie;

    UndoOffers(UndoCookie cookie) {
        this.cookie = cookie;
    }

    /** The key of the offer. */
    String offer(Undo undo, Visitor visitor) {
        var key = Desk.newKey();
        cookie.keep(key, undo.written(), visitor);
        return key;
    }

    ModelAndView done(String next, String notice, Undo undo, Visitor visitor) {
        return Desk.done(next + (next.contains("?") ? "&" : "?") + "undo=" + offer(undo, visitor), notice);
    }

    /** Null if it is no longer what was done last, or too long ago. */
    @Nullable Undo find(String key, Visitor visitor) {
        var deed = cookie.deed(key, visitor);
        return deed == null ? null : Undo.read(deed);
    }

    void forget(Visitor visitor) {
        cookie.forget(visitor);
    }
}
