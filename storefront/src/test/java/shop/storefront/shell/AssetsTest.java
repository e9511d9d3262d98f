package shop.storefront.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AssetsTest {

    private static final int KIB = 1024;

    private final Assets assets = new Assets();

    @Test
    void scriptAndStyleStayWithinTheirBudgets() {
        var files = assets.addresses();

        assertThat(assets.packedSize(files.script()) + assets.packedSize(files.htmx()))
                .isLessThan(30 * KIB);
        assertThat(assets.packedSize(files.tokens()) + assets.packedSize(files.style()))
                .isLessThan(15 * KIB);
    }
}
