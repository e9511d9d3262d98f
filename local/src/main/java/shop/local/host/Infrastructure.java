package shop.local.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import shop.local.infra.KafkaBroker;
import shop.local.infra.MailSink;
import shop.local.infra.MongoStore;
import shop.local.razorpay.RazorpaySandbox;
import shop.local.razorpay.Settings;
import shop.local.stripe.StripeSandbox;

/** Starts the parts that are no services. */
final class Infrastructure {

    private Infrastructure() {}

    static RunningPart start(PartSpec spec) throws IOException, InterruptedException {
        var arguments = spec.arguments();
        return switch (spec.kind()) {
            case "kafka" ->
                KafkaBroker.start(
                        folder(arguments),
                        port(arguments, "port"),
                        KafkaBroker.Proxied.listOf(arguments.getOrDefault("proxied", "")),
                        false)::close;
            case "mongodb" -> MongoStore.onDisk(folder(arguments).resolve("store.mv"), port(arguments, "port"))::close;
            case "mail" ->
                MailSink.start(port(arguments, "smtp-port"), port(arguments, "port"), Clock.systemUTC())::close;
            case "stripe" -> stripe(arguments);
            case "razorpay" -> razorpay(arguments);
            default -> throw new IllegalArgumentException("No part of this kind: " + spec.kind());
        };
    }

    /** The key and the secret come over the host's own connection, which only its owner reads, and are no options. */
    private static RunningPart stripe(Map<String, String> arguments) throws IOException {
        var options = new HashMap<>(arguments);
        var apiKey = argument(arguments, "api-key");
        var webhookSecret = argument(arguments, "webhook-secret");
        options.keySet().removeAll(Set.of("api-key", "webhook-secret"));
        return StripeSandbox.start(options, apiKey, webhookSecret)::close;
    }

    private static RunningPart razorpay(Map<String, String> arguments) throws IOException {
        return RazorpaySandbox.start(new Settings(
                Settings.LOOPBACK,
                port(arguments, "port"),
                argument(arguments, "key-id"),
                argument(arguments, "key-secret"),
                argument(arguments, "webhook-secret"),
                argument(arguments, "webhook-url"),
                Path.of(argument(arguments, "data-file")),
                argument(arguments, "public-url")))::close;
    }

    private static Path folder(Map<String, String> arguments) {
        return Path.of(argument(arguments, "data"));
    }

    private static int port(Map<String, String> arguments, String name) {
        return Integer.parseInt(argument(arguments, name));
    }

    private static String argument(Map<String, String> arguments, String name) {
        var value = arguments.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Argument " + name + " is missing");
        }
        return value;
    }
}
