package shop.proof;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import shop.proof.load.BenchCheckout;
import shop.proof.load.BenchFlood;
import shop.proof.load.BenchGateway;
import shop.proof.load.BenchLive;
import shop.proof.load.BenchLoginStorm;
import shop.proof.load.BenchMemory;
import shop.proof.load.BenchPages;
import shop.proof.load.BenchReads;
import shop.proof.load.BenchRecommendations;
import shop.proof.load.BenchStart;
import shop.proof.prove.run.ProveCommand;
import shop.proof.prove.selftest.InvariantsCommand;
import shop.proof.security.SecurityCommand;

/** The program behind {@code ./shop check}, {@code ./shop bench} and {@code ./shop prove}; {@code -Dshop.home} names the fleet that runs. */
@Command(
        name = "shop",
        subcommands = {Proof.CheckCommand.class, Proof.BenchCommand.class, ProveCommand.class})
public final class Proof implements Runnable {

    private Proof() {}

    public static void main(String[] args) {
        System.exit(commands().execute(args));
    }

    public static CommandLine commands() {
        return new CommandLine(new Proof());
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Tries the fleet that runs.",
            subcommands = {SecurityCommand.class, InvariantsCommand.class})
    static final class CheckCommand implements Runnable {
        @Override
        public void run() {
            CommandLine.usage(this, System.out);
        }
    }

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = "Measures the fleet that runs.",
            subcommands = {
                BenchFlood.class,
                BenchGateway.class,
                BenchLoginStorm.class,
                BenchPages.class,
                BenchReads.class,
                BenchRecommendations.class,
                BenchLive.class,
                BenchCheckout.class,
                BenchMemory.class,
                BenchStart.class
            })
    static final class BenchCommand implements Runnable {
        @Override
        public void run() {
            CommandLine.usage(this, System.out);
        }
    }
}
