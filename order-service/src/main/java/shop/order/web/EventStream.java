package shop.order.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import shop.order.application.LiveOrders;
import shop.order.application.StepLog;
import tools.jackson.databind.json.JsonMapper;

/** Writes server-sent events. A client that does not read is given up by the web server's time-out for writes. */
final class EventStream implements LiveOrders.Listener {

    private final OutputStream out;
    private final JsonMapper json;

    EventStream(OutputStream out, JsonMapper json) {
        this.out = out;
        this.json = json;
    }

    /** Gives the client its position, so that it can go on from there even if it never receives an event, and its retry delay. */
    void begin(long position) throws IOException {
        write("retry: 1000\nid: " + position + "\n\n");
    }

    @Override
    public void send(StepLog.Entry entry) throws IOException {
        var message = LiveMessage.of(entry);
        write("id: " + message.id() + "\ndata: " + json.writeValueAsString(message) + "\n\n");
    }

    @Override
    public void sendHeartbeat() throws IOException {
        write(": beat\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
