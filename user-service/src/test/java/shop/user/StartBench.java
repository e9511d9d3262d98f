package shop.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import shop.test.FleetTestInitializer;

/**
 * What a start of the service costs: processor time, which does not depend on what else the machine does, and memory that stays in use after
 * a collection. The first start of a JVM loads the classes and is the one that counts; a second one shows what is left without that.
 */
@Tag("bench")
class StartBench {

    private static final Logger LOG = LoggerFactory.getLogger(StartBench.class);
    private static final int STARTS = 2;

    @Test
    void starts() {
        var before = used();
        var times = new ArrayList<Long>();
        var heaps = new ArrayList<Long>();
        for (var start = 0; start < STARTS; start++) {
            var began = cpu();
            try (var context = new SpringApplicationBuilder(UserServiceApplication.class)
                    .initializers(new FleetTestInitializer())
                    .properties("server.port=0")
                    .run()) {
                times.add((cpu() - began) / 1_000_000);
                assertThat(context.isRunning()).isTrue();
                heaps.add((used() - before) / 1024);
            }
        }
        LOG.warn(
                "processor time of the starts in ms: {}; heap of the running context after a collection in KiB: {}; loaded classes: {}; metaspace in KiB: {}",
                times,
                heaps,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                ManagementFactory.getMemoryPoolMXBeans().stream()
                                .filter(pool -> pool.getName().equals("Metaspace"))
                                .mapToLong(pool -> pool.getUsage().getUsed())
                                .sum()
                        / 1024);
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long used() {
        for (var round = 0; round < 3; round++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
