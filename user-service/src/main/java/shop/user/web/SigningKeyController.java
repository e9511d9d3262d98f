package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.user.signing.KeyInfo;
import shop.user.signing.SigningKeys;

/** Lets administrators change the key that signs access tokens, while everything runs. */
@RestController
@RequestMapping("/api/admin/signing-keys")
class SigningKeyController {

    private final SigningKeys keys;

    SigningKeyController(SigningKeys keys) {
        this.keys = keys;
    }

    @Operation(summary = "The keys that tokens are signed with")
    @GetMapping
    PageBody<KeyInfo> list(PageQuery page) {
        return keys.list(page);
    }

    /** The new key is published at once and signs once everybody has read it. */
    @Operation(summary = "Make a new signing key")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses("409 signing_key_waiting")
    ResponseEntity<KeyInfo> add() {
        var key = keys.add();
        return ResponseEntity.created(URI.create("/api/admin/signing-keys")).body(key);
    }

    /** What the key signed is refused from now on; if it is the one that signs, another one takes over at once. */
    @Operation(summary = "Retire a signing key")
    @DeleteMapping("/{kid}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses("404 signing_key_not_found")
    ResponseEntity<Void> retire(@PathVariable String kid) {
        keys.retire(kid);
        return ResponseEntity.noContent().build();
    }
}
