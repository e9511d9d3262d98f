package shop.local.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.local.host.Command.Request;
import shop.local.host.Command.Response;
import shop.local.host.Command.Verb;
import shop.local.infra.Ports;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Gives commands to a host. */
public final class HostClient {

    private static final int CONNECT_MILLIS = 2_000;

    /** Of one part, however slow the machine: what hangs must not keep the others' failures and addresses from being shown. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final Path addressFile;
    private final Duration startLimit;

    /** @param addressFile where the host writes {@link HostAddress} when it takes commands */
    public HostClient(Path addressFile) {
        this(addressFile, START_LIMIT);
    }

    HostClient(Path addressFile, Duration startLimit) {
        this.addressFile = addressFile;
        this.startLimit = startLimit;
    }

    /** Returns when the part is up; refused with the reason if it does not come up. */
    public void start(PartSpec part) throws IOException, HostRefusal {
        try {
            ask(Verb.START, part, null, Math.toIntExact(startLimit.toMillis()));
        } catch (SocketTimeoutException hangs) {
            throw new HostRefusal(part.name() + " did not come up within " + startLimit.toSeconds() + " s");
        }
    }

    /** Returns when the part is gone; of one that does not run this is at once. */
    public void stop(String part) throws IOException, HostRefusal {
        ask(Verb.STOP, null, part, 0);
    }

    public Map<String, PartState> states() throws IOException, HostRefusal {
        return ask(Verb.STATES, null, null, 5_000).states();
    }

    /** Stops what still runs in it; the process ends soon after. */
    public void exit() throws IOException, HostRefusal {
        ask(Verb.EXIT, null, null, 0);
    }

    private Response ask(Verb verb, @Nullable PartSpec part, @Nullable String name, int waitMillis)
            throws IOException, HostRefusal {
        var address = HostAddress.read(addressFile);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.ADDRESS, address.port()), CONNECT_MILLIS);
            socket.setSoTimeout(waitMillis);
            var json = JsonMapper.shared();
            var request = json.writeValueAsString(new Request(address.secret(), verb, part, name)) + "\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            var line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new IOException("The host ended before it answered");
            }
            var response = json.readValue(line, Response.class);
            if (response.failure() != null) {
                throw new HostRefusal(response.failure());
            }
            return response;
        } catch (JacksonException e) {
            throw new IOException("The host's answer cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
