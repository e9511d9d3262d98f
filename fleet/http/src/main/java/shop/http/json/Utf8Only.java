package shop.http.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import shop.platform.problem.Problems;

/** Reads JSON in UTF-8 alone, as RFC 8259 has it. Jackson would guess other encodings from the first bytes. */
@ControllerAdvice
final class Utf8Only extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(
            MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converterType) {
        return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converterType);
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converterType)
            throws IOException {
        var media = message.getHeaders().getContentType();
        if (media != null && media.getCharset() != null && !StandardCharsets.UTF_8.equals(media.getCharset())) {
            throw refusal(message);
        }
        var body = new PushbackInputStream(message.getBody(), 2);
        var start = body.readNBytes(2);
        body.unread(start);
        // JSON begins with ASCII: a zero or a byte order mark among its first two bytes means UTF-16 or UTF-32.
        if (start.length == 2 && (start[0] == 0 || start[1] == 0 || isByteOrderMark(start[0], start[1]))) {
            throw refusal(message);
        }
        return new Read(message.getHeaders(), body);
    }

    private static boolean isByteOrderMark(byte first, byte second) {
        return (first == (byte) 0xFE && second == (byte) 0xFF) || (first == (byte) 0xFF && second == (byte) 0xFE);
    }

    private static HttpMessageNotReadableException refusal(HttpInputMessage message) {
        var status = HttpStatus.UNSUPPORTED_MEDIA_TYPE;
        var problem = Problems.problem(status, "unsupported_media_type", "JSON is read in UTF-8 only.");
        return new HttpMessageNotReadableException(
                "not UTF-8", new ErrorResponseException(status, problem, null), message);
    }

    private record Read(HttpHeaders headers, InputStream body) implements HttpInputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return body;
        }
    }
}
