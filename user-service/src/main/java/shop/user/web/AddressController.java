package shop.user.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.address.Country;
import shop.http.docs.Refuses;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.KeyedRequest;
import shop.http.json.StrictJson;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;
import shop.user.address.Address;
import shop.user.address.Addresses;
import shop.user.address.PostalAddress;
import tools.jackson.databind.JsonNode;

/** The addresses that people keep for their orders. */
@RestController
@RequestMapping("/api/users/me/addresses")
class AddressController {

    private final Addresses addresses;
    private final StrictJson json;

    AddressController(Addresses addresses, StrictJson json) {
        this.addresses = addresses;
        this.json = json;
    }

    @Operation(summary = "The addresses of the account")
    @GetMapping
    PageBody<AddressBody> list(@AuthenticationPrincipal Caller caller, PageQuery page) {
        return addresses.list(caller.id(), page).map(AddressBody::of);
    }

    @Operation(summary = "One address")
    @GetMapping("/{id}")
    @Refuses("404 address_not_found")
    ResponseEntity<AddressBody> show(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return answer(addresses.find(caller.id(), id));
    }

    @Operation(summary = "Add an address")
    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Refuses("409 too_many_addresses")
    ResponseEntity<AddressBody> add(
            @AuthenticationPrincipal Caller caller, @Valid @RequestBody AddressFields body, KeyedRequest request) {
        return request.inTransaction(operation -> {
            var address = addresses.add(caller.id(), operation.value(), body.postal());
            return ResponseEntity.created(URI.create("/api/users/me/addresses/" + address.id()))
                    .eTag(ETags.of(address.version()))
                    .body(AddressBody.of(address));
        });
    }

    @Operation(summary = "Change an address")
    @PatchMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, StrictJson.MERGE_PATCH})
    @Refuses("404 address_not_found")
    ResponseEntity<AddressBody> change(
            @AuthenticationPrincipal Caller caller,
            @PathVariable UUID id,
            @Parameter(schema = @Schema(implementation = AddressFields.class)) @RequestBody JsonNode body,
            IfMatch expected) {
        return answer(addresses.change(
                caller.id(),
                id,
                postal -> json.patch(AddressFields.of(postal), body, AddressFields.class)
                        .postal(),
                expected));
    }

    @Operation(summary = "Delete an address")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses("404 address_not_found")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, IfMatch expected) {
        addresses.delete(caller.id(), id, expected);
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<AddressBody> answer(Address address) {
        return ETags.ok(address.version(), AddressBody.of(address));
    }

    /** @param country two letters, ISO 3166-1 */
    record AddressFields(
            @NotBlank @Size(max = 100) String name,

            @NotBlank @Size(max = 200) String line1,

            @Nullable @Size(max = 200) String line2,

            @NotBlank @Size(max = 100) String city,

            @NotBlank @Size(max = 20) String postalCode,

            @NotNull @Country String country) {

        static AddressFields of(PostalAddress postal) {
            return new AddressFields(
                    postal.name(),
                    postal.line1(),
                    postal.line2(),
                    postal.city(),
                    postal.postalCode(),
                    postal.country());
        }

        PostalAddress postal() {
            return new PostalAddress(name, line1, line2, city, postalCode, country);
        }
    }

    record AddressBody(
            UUID id,
            String name,
            String line1,
            @Nullable String line2,
            String city,
            String postalCode,
            String country) {

        static AddressBody of(Address address) {
            var postal = address.postal();
            return new AddressBody(
                    address.id(),
                    postal.name(),
                    postal.line1(),
                    postal.line2(),
                    postal.city(),
                    postal.postalCode(),
                    postal.country());
        }
    }
}
