package shop.storefront.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;
import shop.sdk.ProblemException;
import shop.sdk.ShopApiException;
import shop.storefront.admin.Views.Action;
import shop.storefront.admin.Views.ListView;
import shop.storefront.shell.Visitor;

/** Does the same to several things, to each by itself: one that is refused keeps no other from it, and the page says of each what came of it. */
final class Each {

    private Each() {}

    /** One of the things, as a line names it. */
    record Target(UUID id, String label, String href) {}

    /**
     * What came of it.
     *
     * @param refusal why nothing did; null if it is done
     */
    record Outcome(Target target, @Nullable String refusal) {

        boolean isDone() {
            return refusal == null;
        }
    }

    static List<Outcome> act(List<Target> targets, Consumer<UUID> deed, Words words) {
        var outcomes = new ArrayList<Outcome>();
        for (var target : targets) {
            outcomes.add(new Outcome(target, refusal(target, deed, outcomes.isEmpty(), words)));
        }
        return List.copyOf(outcomes);
    }

    private static @Nullable String refusal(Target target, Consumer<UUID> deed, boolean first, Words words) {
        try {
            deed.accept(target.id());
            return null;
        } catch (ProblemException refused) {
            if (first && refused.isSignedOut()) {
                throw refused; // nothing was done: the sign-in comes back to the question
            }
            return refused.isOutage() ? words.get("desk.bulk.no-answer") : words.refusal(refused);
        } catch (ShopApiException _) {
            return words.get("desk.bulk.no-answer");
        }
    }

    static boolean allDone(List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome::isDone);
    }

    static List<UUID> done(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome::isDone)
                .map(outcome -> outcome.target().id())
                .toList();
    }

    /** The page that names each line, those that were refused first. */
    static ModelAndView report(
            Section section, List<Outcome> outcomes, List<Action> actions, Desk desk, Visitor visitor) {
        var words = desk.words(visitor);
        var rows = new ArrayList<Table.Row>();
        outcomes.stream().filter(outcome -> !outcome.isDone()).forEach(outcome -> rows.add(row(outcome, words)));
        outcomes.stream().filter(Outcome::isDone).forEach(outcome -> rows.add(row(outcome, words)));
        var title = words.get("desk.bulk.result", done(outcomes).size(), outcomes.size());
        var view = new ListView(
                title,
                words.get("desk.bulk.refused"),
                actions,
                null,
                List.of(),
                List.of(Table.of(words, "desk.bulk", Table.columns(words, "what", "status", "reason"), rows)));
        return desk.page("list", section, title, view, visitor, HttpStatus.UNPROCESSABLE_CONTENT);
    }

    private static Table.Row row(Outcome outcome, Words words) {
        var target = outcome.target();
        return Table.row(
                words.text(target.label()).to(target.href()),
                words.state(outcome.isDone() ? "SUCCEEDED" : "FAILED"),
                words.text(outcome.refusal()));
    }
}
