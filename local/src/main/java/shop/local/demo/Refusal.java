package shop.local.demo;

import tools.jackson.databind.JsonNode;

/** An answer of the API that is not what was asked for: a problem with its status and code. */
public final class Refusal extends RuntimeException {

    private final int status;
    private final String code;
    private final transient JsonNode problem;

    Refusal(String method, String path, int status, JsonNode problem) {
        super(method + " " + path + " -> " + status + " " + code(problem) + ": "
                + problem.path("detail").asString("no detail") + errors(problem));
        this.status = status;
        this.code = code(problem);
        this.problem = problem;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public JsonNode problem() {
        return problem;
    }

    /** How refusals are counted: status, code, and which fields are wrong in which way. */
    String reason() {
        var fields = problem.path("errors")
                .valueStream()
                .map(error -> error.path("field").asString("").replaceAll("\\[\\d+]", "[]") + " "
                        + error.path("code").asString(""))
                .distinct()
                .sorted()
                .toList();
        return status + " " + code + (fields.isEmpty() ? "" : " " + fields);
    }

    private static String code(JsonNode problem) {
        return problem.path("code").asString("without a code");
    }

    private static String errors(JsonNode problem) {
        var errors = problem.path("errors");
        return errors.isEmpty() ? "" : " " + errors;
    }
}
