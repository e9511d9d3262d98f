package shop.gateway.connection;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServer;

/** Hangs up on clients that take too long over a request, whether they say nothing or a byte now and then. */
@Component
class ImpatientServer implements NettyServerCustomizer {

    private final PatienceProperties patience;

    ImpatientServer(PatienceProperties patience) {
        this.patience = patience;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.readTimeout(patience.silence()).doOnChannelInit((_, channel, _) -> {
            HeadDeadline.watch(channel.pipeline(), patience.head());
            BodyDeadline.watch(channel.pipeline(), patience.body());
            WholeBodies.watch(channel.pipeline());
            UnreadableRequests.watch(channel.pipeline());
        });
    }
}
