package shop.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import shop.local.demo.DemoCatalog;
import shop.local.demo.DemoCommand;
import shop.local.demo.ImportCommand;
import shop.local.demo.ReplayCommand;
import shop.local.launch.DownCommand;
import shop.local.launch.InfraCommand;
import shop.local.launch.KillCommand;
import shop.local.launch.LogsCommand;
import shop.local.launch.ProofCommand;
import shop.local.launch.ResetCommand;
import shop.local.launch.RestartCommand;
import shop.local.launch.ScaleCommand;
import shop.local.launch.ShopException;
import shop.local.launch.StatusCommand;
import shop.local.launch.TrainRiskCommand;
import shop.local.launch.UpCommand;

/** The program behind ./shop. */
@Command(
        name = "shop",
        mixinStandardHelpOptions = true,
        description = "Runs the whole shop on this machine.",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  SHOP_HOME        where state, logs and data are kept (default: .shop in the checkout)",
            "  SHOP_<PART>_PORT moves a port: GATEWAY, DISCOVERY, USER, PRODUCT, INVENTORY, CART, ORDER, PAYMENT,",
            "                   NOTIFICATION, POSTGRES, KAFKA, MONGODB, SMTP, MAIL, STRIPE",
            "  SHOP_JAVA_OPTIONS further options for every JVM, such as -XX:TieredStopAtLevel=4 for long and busy runs",
            "  SHOP_PART_SETTINGS a file of settings of single parts: PART.NAME=value",
            "  MONGODB_URI      a MongoDB of your own, instead of the one that comes with the shop"
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            RestartCommand.class,
            KillCommand.class,
            ScaleCommand.class,
            InfraCommand.class,
            ResetCommand.class,
            DemoCommand.class,
            ImportCommand.class,
            ReplayCommand.class,
            TrainRiskCommand.class,
            ProofCommand.OfChecks.class,
            ProofCommand.OfFigures.class,
            ProofCommand.OfFaults.class,
            CommandLine.HelpCommand.class
        })
public final class Shop implements Runnable {

    private Shop() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Shop(), new Commands())
                .setExecutionExceptionHandler(Shop::report)
                .execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof ShopException) {
            command.getErr().println(failure.getMessage());
            return 1;
        }
        throw failure;
    }

    /** Starts know how to fill an empty shop, and the launcher need not know with what. */
    private static final class Commands implements CommandLine.IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            return type == UpCommand.class
                    ? type.cast(new UpCommand(DemoCatalog::load))
                    : CommandLine.defaultFactory().create(type);
        }
    }
}
