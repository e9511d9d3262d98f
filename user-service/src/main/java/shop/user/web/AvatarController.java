package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import shop.http.docs.Refuses;
import shop.http.version.IfMatch;
import shop.pictures.PictureExchange;
import shop.security.Caller;
import shop.user.avatar.Avatar;
import shop.user.avatar.Avatars;

/** Takes avatars from their owners and gives them to everybody. */
@RestController
class AvatarController {

    /** The address that {@code PUT} answers with changes with the picture, so it may be kept. */
    private static final CacheControl KEEP =
            CacheControl.maxAge(Duration.ofDays(1)).cachePublic();

    private static final CacheControl ASK_AGAIN = CacheControl.noCache().cachePublic();
    private static final CacheControl ASK_AGAIN_AND_TELL_NOBODY =
            CacheControl.noCache().cachePrivate();

    private final Avatars avatars;

    AvatarController(Avatars avatars) {
        this.avatars = avatars;
    }

    @Operation(summary = "Set the account's picture")
    @PutMapping(path = "/api/users/me/avatar", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                            schemaProperties =
                                    @SchemaProperty(
                                            name = PictureExchange.PART,
                                            schema = @Schema(type = "string", format = "binary"))))
    @Refuses({
        "400 image_too_large",
        "400 image_unreadable",
        "415 unsupported_image",
        "503 too_busy",
        "503 avatar_storage_unavailable"
    })
    AvatarBody replace(@AuthenticationPrincipal Caller caller, IfMatch ifMatch, MultipartHttpServletRequest request) {
        return AvatarBody.of(avatars.replace(caller.id(), PictureExchange.file(request), ifMatch));
    }

    @Operation(summary = "The account's picture")
    @GetMapping("/api/users/me/avatar")
    @Refuses({"404 avatar_not_found", "503 avatar_storage_unavailable"})
    ResponseEntity<byte[]> showOwn(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(value = HttpHeaders.IF_NONE_MATCH, defaultValue = "") String known) {
        return answer(avatars.find(caller.id()), known, ASK_AGAIN_AND_TELL_NOBODY);
    }

    @Operation(summary = "Remove the account's picture")
    @DeleteMapping("/api/users/me/avatar")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses("404 avatar_not_found")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, IfMatch ifMatch) {
        avatars.delete(caller.id(), ifMatch);
        return ResponseEntity.noContent().build();
    }

    /** @param picture the one that the address was made for */
    @Operation(summary = "The picture of an account")
    @GetMapping("/api/users/{id}/avatar")
    @Refuses({"404 avatar_not_found", "503 avatar_storage_unavailable"})
    ResponseEntity<byte[]> show(
            @PathVariable UUID id,
            @RequestParam(name = "v", required = false) @Nullable String picture,
            @RequestHeader(value = HttpHeaders.IF_NONE_MATCH, defaultValue = "") String known) {
        var avatar = avatars.find(id);
        return answer(avatar, known, avatar.id().toString().equals(picture) ? KEEP : ASK_AGAIN);
    }

    private ResponseEntity<byte[]> answer(Avatar avatar, String known, CacheControl cache) {
        return PictureExchange.answer(avatar.id(), known, avatar.type(), "avatar", cache, () -> avatars.bytes(avatar));
    }

    /**
     * @param url serves the picture, as long as it is not replaced
     * @param size in bytes
     */
    record AvatarBody(String url, String contentType, int width, int height, int size, Instant updatedAt) {

        static AvatarBody of(Avatar avatar) {
            return new AvatarBody(
                    "/api/users/" + avatar.account() + "/avatar?v=" + avatar.id(),
                    avatar.type().contentType(),
                    avatar.width(),
                    avatar.height(),
                    avatar.size(),
                    avatar.updatedAt());
        }
    }
}
