package shop.storefront.account;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Accounts;
import shop.sdk.ProblemException;
import shop.storefront.browse.Picture;
import shop.storefront.shell.Countries;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Texts;
import shop.storefront.shell.Visitor;

/** What customers see and change about themselves: name, picture, password, addresses. */
@Controller
class ProfileController {

    private static final String ACCOUNT = "/account";
    private static final String ADDRESSES = ACCOUNT + "/addresses";

    private final Pages pages;

    ProfileController(Pages pages) {
        this.pages = pages;
    }

    record ProfileView(
            String name,
            String email,
            String avatar,
            Map<String, String> errors,
            @Nullable String refusal) {}

    record AddressesView(
            List<Saved> addresses,
            Accounts.Address form,
            List<Countries.Country> countries,
            Map<String, String> errors,
            @Nullable String refusal) {}

    record Saved(String id, List<String> lines) {}

    @AcceptsQuery("*")
    @GetMapping(ACCOUNT)
    ModelAndView show(Visitor visitor) {
        return page(visitor.requireSignedIn(), Map.of(), null, HttpStatus.OK);
    }

    @AcceptsQuery("*")
    @PostMapping(ACCOUNT)
    ModelAndView rename(@RequestParam(defaultValue = "") String name, Visitor visitor) {
        visitor.requireSignedIn();
        return change(visitor, "saved", () -> visitor.shop().accounts().rename(name.strip(), null));
    }

    @AcceptsQuery("*")
    @PostMapping(ACCOUNT + "/password")
    ModelAndView changePassword(
            @RequestParam(defaultValue = "") String currentPassword,
            @RequestParam(defaultValue = "") String newPassword,
            Visitor visitor) {
        visitor.requireSignedIn();
        try {
            visitor.shop().accounts().changePassword(currentPassword, newPassword, visitor.xsrf());
            return Redirects.to(ACCOUNT + "?notice=password-changed");
        } catch (ProblemException problem) {
            if (problem.is("bad_credentials")) {
                var errors = Map.of("currentPassword", pages.texts(visitor).get("error.wrong-password"));
                return page(visitor, errors, null, HttpStatus.UNAUTHORIZED);
            }
            return refused(visitor, problem);
        }
    }

    @AcceptsQuery("*")
    @PostMapping(ACCOUNT + "/avatar")
    ModelAndView changeAvatar(
            @RequestParam(required = false) @Nullable MultipartFile file,
            @RequestParam(defaultValue = "false") boolean remove,
            Visitor visitor)
            throws IOException {
        visitor.requireSignedIn();
        if (remove) {
            return change(visitor, "saved", () -> visitor.shop().accounts().deleteAvatar());
        }
        if (file == null || file.isEmpty()) {
            var errors = Map.of("file", pages.texts(visitor).get("error.no-file"));
            return page(visitor, errors, null, HttpStatus.UNPROCESSABLE_CONTENT);
        }
        var picture = file.getBytes();
        var name = Objects.requireNonNullElse(file.getOriginalFilename(), "picture");
        var type = Objects.requireNonNullElse(file.getContentType(), "application/octet-stream");
        return change(visitor, "saved", () -> visitor.shop().accounts().putAvatar(picture, name, type));
    }

    @AcceptsQuery("*")
    @GetMapping(ADDRESSES)
    ModelAndView addresses(Visitor visitor) {
        return addressPage(visitor.requireSignedIn(), EMPTY, Map.of(), null, HttpStatus.OK);
    }

    private static final Accounts.Address EMPTY = new Accounts.Address(null, "", "", "", "", "", "");

    @AcceptsQuery("*")
    @PostMapping(ADDRESSES)
    ModelAndView addAddress(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String line1,
            @RequestParam(defaultValue = "") String line2,
            @RequestParam(defaultValue = "") String city,
            @RequestParam(defaultValue = "") String postalCode,
            @RequestParam(defaultValue = "") String country,
            Visitor visitor) {
        visitor.requireSignedIn();
        var typed = new Accounts.Address(
                null, name.strip(), line1.strip(), line2.strip(), city.strip(), postalCode.strip(), country);
        try {
            visitor.shop().accounts().addAddress(typed, null);
            return Redirects.to(ADDRESSES + "?notice=saved");
        } catch (ProblemException problem) {
            if (problem.isOutage() || problem.isSignedOut()) {
                throw problem;
            }
            var texts = pages.texts(visitor);
            var errors = errors(problem, texts);
            var refusal = errors.isEmpty() ? texts.refusal(problem) : null;
            return addressPage(visitor, typed, errors, refusal, HttpStatus.UNPROCESSABLE_CONTENT);
        }
    }

    @AcceptsQuery("*")
    @PostMapping(ADDRESSES + "/{id}/remove")
    ModelAndView removeAddress(@PathVariable UUID id, Visitor visitor) {
        visitor.requireSignedIn();
        visitor.shop().accounts().deleteAddress(id);
        return Redirects.to(ADDRESSES + "?notice=removed-address");
    }

    private ModelAndView change(Visitor visitor, String notice, Runnable change) {
        try {
            change.run();
            return Redirects.to(ACCOUNT + "?notice=" + notice);
        } catch (ProblemException problem) {
            return refused(visitor, problem);
        }
    }

    private ModelAndView refused(Visitor visitor, ProblemException problem) {
        if (problem.isOutage() || problem.isSignedOut()) {
            throw problem;
        }
        var texts = pages.texts(visitor);
        var errors = errors(problem, texts);
        var status = problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()
                ? HttpStatus.TOO_MANY_REQUESTS
                : HttpStatus.UNPROCESSABLE_CONTENT;
        return page(visitor, errors, errors.isEmpty() ? texts.refusal(problem) : null, status);
    }

    private static Map<String, String> errors(ProblemException problem, Texts texts) {
        var errors = new LinkedHashMap<String, String>();
        problem.errors().forEach(error -> errors.putIfAbsent(error.field(), texts.fieldError(error)));
        return errors;
    }

    private ModelAndView page(
            Visitor visitor, Map<String, String> errors, @Nullable String refusal, HttpStatus status) {
        var account = visitor.shop().accounts().me().body();
        var avatar = account.avatarUrl() == null
                ? Picture.of(account.name()).src()
                : "/api/users/" + account.id() + "/avatar";
        var view = new ProfileView(account.name(), account.email(), avatar, errors, refusal);
        var title = pages.texts(visitor).get("profile.title");
        return pages.page("account/profile", Pages.About.personal(title), view, visitor, status);
    }

    private ModelAndView addressPage(
            Visitor visitor,
            Accounts.Address form,
            Map<String, String> errors,
            @Nullable String refusal,
            HttpStatus status) {
        var saved = visitor.shop().accounts().addresses().stream()
                .map(address -> new Saved(String.valueOf(address.id()), Countries.lines(address, visitor.locale())))
                .toList();
        var view = new AddressesView(saved, form, Countries.all(visitor.locale()), errors, refusal);
        var title = pages.texts(visitor).get("addresses.title");
        return pages.page("account/addresses", Pages.About.personal(title), view, visitor, status);
    }
}
