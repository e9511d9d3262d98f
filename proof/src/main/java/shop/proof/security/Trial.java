package shop.proof.security;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.security.Check.Line;

/** One run of one check: its means to ask the fleet, and the lines of what it found. Findings do not end it, so all are seen. */
public final class Trial implements AutoCloseable {

    private static final Duration ASK_EVERY = Duration.ofMillis(50);

    private final Random random;
    private final int network;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int hosts;

    Trial(String number, long seed) {
        this.random = new Random(seed * 31 + number.hashCode());
        this.network = random.nextInt(1 << 14);
    }

    Fleet fleet() {
        return Fleet.running();
    }

    Random random() {
        return random;
    }

    /** A client without a token, at an address that no other client has: what it does wrong throttles nobody else. */
    Client stranger() {
        hosts++;
        return Client.ofGateway().from("127." + (64 + (network >> 8)) + "." + (network & 0xff) + "." + hosts);
    }

    /** Closes it when the trial ends, the last one first. */
    <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    /** Whatever the answer is, it is written down; the statuses say which are right. A refusal must be a clean problem. */
    Trial expect(Answer answer, int... statuses) {
        return expect(answer.request(), answer, statuses);
    }

    /** @param request how the request is called in the table */
    Trial expect(String request, Answer answer, int... statuses) {
        var right = Arrays.stream(statuses).anyMatch(status -> status == answer.status());
        var flaw = answer.status() >= 400 ? answer.flawOfProblem() : answer.flawOfWords();
        var expected = Arrays.stream(statuses).mapToObj(Integer::toString).collect(Collectors.joining(" or "));
        return that(
                request,
                expected,
                answer.brief() + flaw.map(words -> ", " + words).orElse(""),
                right && flaw.isEmpty());
    }

    Trial refused(Answer answer, int status, String code) {
        return refused(answer.request(), answer, status, code);
    }

    Trial refused(String request, Answer answer, int status, String code) {
        var flaw = answer.flawOfProblem();
        return that(
                request,
                status + " " + code,
                answer.brief() + flaw.map(words -> ", " + words).orElse(""),
                answer.status() == status && answer.text("code").equals(code) && flaw.isEmpty());
    }

    /** A caller without a valid token: 401, and the header that says how to come with something better. */
    Trial unauthorized(String request, Answer answer) {
        var challenge = answer.header("WWW-Authenticate");
        var flaw = answer.flawOfProblem();
        return that(
                request,
                "401, WWW-Authenticate: Bearer",
                answer.brief() + ", WWW-Authenticate: " + challenge
                        + flaw.map(words -> ", " + words).orElse(""),
                answer.status() == 401 && challenge.startsWith("Bearer") && flaw.isEmpty());
    }

    /** Asks until the answer is right or the time is over, and returns the last answer. */
    static Answer until(Duration limit, Supplier<Answer> question, Predicate<Answer> right)
            throws InterruptedException {
        var deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            var answer = question.get();
            if (right.test(answer) || System.nanoTime() - deadline >= 0) {
                return answer;
            }
            Thread.sleep(ASK_EVERY);
        }
    }

    Trial that(String request, String expected, Object answer, boolean ok) {
        lines.add(new Line(request, expected, String.valueOf(answer), ok));
        return this;
    }

    /** Many alike requests as one line: each status with its number. */
    Trial tally(String request, String expected, List<Answer> answers, Map<Integer, Integer> wanted) {
        var counts = counts(answers);
        var flaws = answers.stream()
                .filter(answer -> answer.status() >= 400)
                .flatMap(answer -> answer.flawOfProblem().stream())
                .distinct()
                .toList();
        return that(
                request,
                expected,
                words(counts) + (flaws.isEmpty() ? "" : ", " + flaws),
                counts.equals(wanted) && flaws.isEmpty());
    }

    static Map<Integer, Integer> counts(List<Answer> answers) {
        return answers.stream().collect(Collectors.toMap(Answer::status, _ -> 1, Integer::sum, TreeMap::new));
    }

    static String words(Map<Integer, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " x " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    /** A check that looked at nothing has shown nothing. */
    void requireLines() {
        if (lines.isEmpty()) {
            that("(nothing was sent)", "at least one request", "none", false);
        }
    }

    void failed(Throwable failure) {
        that("(the check itself)", "to come to its end", String.valueOf(failure), false);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failed) {
                failed(failed);
            }
        }
    }
}
