package shop.proof.prove.fault;

import java.util.Set;

/** Far more buyers than units of one product, all at once. */
record FlashSaleHeld(String name) implements Fault {

    @Override
    public Set<String> strikes() {
        return Set.of("flash sale");
    }

    @Override
    public void strike(Target target) throws Exception {
        target.holdFlashSale();
    }
}
