package shop.storefront.shell;

import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.RedirectView;

/** Sends a browser on after a form: with {@code GET}, so that a reload does not send the form again. */
public final class Redirects {

    private Redirects() {}

    /** The address is taken as it is; for what a visitor sent, see {@link SafePaths}. */
    public static ModelAndView to(String address) {
        var view = new RedirectView(address);
        view.setExpandUriTemplateVariables(false);
        view.setExposeModelAttributes(false);
        view.setStatusCode(HttpStatus.SEE_OTHER);
        return new ModelAndView(view);
    }
}
