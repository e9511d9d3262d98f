package shop.product;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import shop.test.Api;
import shop.test.FleetTest;
import shop.test.OutboxState;

@FleetTest
class OutboxStateTest {

    @Test
    void isToldToServicesAlone(@LocalServerPort int port) {
        OutboxState.requireToldToServicesAlone(new Api(port), "product-service");
    }
}
