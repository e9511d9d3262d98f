package shop.local.launch;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import shop.local.demo.DemoCommand;
import shop.local.demo.ImportCommand;
import shop.local.demo.ReplayCommand;

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
            CommandLine.HelpCommand.class
        })
public final class Shop implements Runnable {

    private Shop() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Shop())
                .setExecutionExceptionHandler(Shop::tell)
                .execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static int tell(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof ShopException) {
            command.getErr().println(failure.getMessage());
            return 1;
        }
        throw failure;
    }
}
