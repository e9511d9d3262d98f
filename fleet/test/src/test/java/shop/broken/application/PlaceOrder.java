package shop.broken.application;

import org.springframework.http.HttpStatus;
import shop.http.problem.SampleProblem;

/** A use case that knows the transport. */
public class PlaceOrder {

    HttpStatus place() {
        return HttpStatus.CREATED;
    }

    RuntimeException refuse() {
        return new SampleProblem();
    }
}
