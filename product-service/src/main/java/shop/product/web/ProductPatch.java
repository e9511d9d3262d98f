package shop.product.web;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import org.springframework.stereotype.Component;
import shop.product.catalog.Product;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a JSON Merge Patch as the whole product it leads to, held against the same rules as a product that is sent whole. */
@Component
class ProductPatch {

    private final JsonMapper json;
    private final Validator validator;

    ProductPatch(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    ProductRequest apply(ObjectNode patch, Product current) {
        ObjectNode target = json.valueToTree(ProductRequest.of(current));
        MergePatch.apply(patch, target);
        var wanted = json.treeToValue(target, ProductRequest.class);
        var violations = validator.validate(wanted);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return wanted;
    }
}
