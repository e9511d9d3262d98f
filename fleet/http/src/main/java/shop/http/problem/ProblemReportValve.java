package shop.http.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import shop.platform.problem.Problems;
import shop.platform.tracing.RequestIds;

/** What Tomcat itself refuses, before any filter sees it, is a problem like all others instead of a page. Made by Tomcat by name. */
public final class ProblemReportValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemReportValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        var status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // Nothing of the request is repeated, here or in the log: it is what could not be read.
        var code = Problems.code(status);
        var requestId = request.getAttribute(RequestIds.KEY) instanceof String known
                ? known
                : RequestIds.takeOver(request.getHeader(RequestIds.HEADER));
        var body = "{\"type\":\"/problems/" + code + "\",\"title\":\"" + status.getReasonPhrase() + "\",\"status\":"
                + status.value() + ",\"detail\":\"" + Problems.detail(status) + "\",\"code\":\"" + code
                + "\",\"requestId\":\"" + requestId + "\"}";
        LOG.info("an unreadable request -> {} {}, request {}", status.value(), code, requestId);
        try {
            response.setHeader(RequestIds.HEADER, requestId);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding("UTF-8");
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(body);
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("nobody there to report an error to", gone);
        }
    }
}
