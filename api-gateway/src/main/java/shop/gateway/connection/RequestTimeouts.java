package shop.gateway.connection;

import java.time.Clock;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServer;

/**
 * What each connection is watched for: clients that take too long over a request, whether they send nothing or a byte now and then, and
 * requests that cannot be read. Notes when a request came.
 */
@Component
class RequestTimeouts implements NettyServerCustomizer {

    private final RequestTimeoutProperties timeouts;
    private final Clock clock;

    RequestTimeouts(RequestTimeoutProperties timeouts, Clock clock) {
        this.timeouts = timeouts;
        this.clock = clock;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.readTimeout(timeouts.idle()).doOnChannelInit((_, channel, _) -> {
            HeadDeadline.watch(channel.pipeline(), timeouts.head());
            BodyDeadline.watch(channel.pipeline(), timeouts.body());
            MalformedChunkHandler.watch(channel.pipeline());
            MalformedRequestHandler.watch(channel.pipeline());
            ArrivalStamp.watch(channel.pipeline(), clock);
        });
    }
}
