package conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import io.grpc.StatusRuntimeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.function.Executable;

/** An error as the client reports it. */
public final class Refusal {

  public static final String QUEUE_MISSING =
      "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.";
  public static final String QUEUE_EXISTS = "Queue already exists";
  public static final String QUEUE_TOO_SOON =
      "The queue cannot be created because a queue with this name existed too recently.";
  public static final String ENTITY_MISSING = "Requested entity was not found.";
  public static final String TASK_EXISTS = "Requested entity already exists";
  public static final String TASK_GONE =
      "The task no longer exists, though a task with this name existed recently."
          + " The task either successfully completed or was deleted.";

  private static final Pattern STATUS = Pattern.compile("\"status\": *\"(\\w+)\"");

  private Refusal() {}

  /** Expects a call to fail with this code and this message. */
  public static ApiException refused(Code code, String text, Executable call) {
    ApiException e = refused(code, call);
    assertEquals(text, text(e));
    return e;
  }

  /** Expects a call to fail with this code and any message. */
  public static ApiException refused(Code code, Executable call) {
    ApiException e = assertThrows(ApiException.class, call);
    assertEquals(code.name(), code(e), e.getMessage());
    return e;
  }

  /** The message of the service. Over gRPC the client puts a text of its own before it. */
  public static String text(ApiException e) {
    return e.getCause() instanceof StatusRuntimeException status ? status.getStatus().getDescription() : e.getMessage();
  }

  /** The name of the code. Over HTTP the client guesses one from the HTTP status; the body has it. */
  private static String code(ApiException e) {
    if (e.getCause() instanceof HttpResponseException http) {
      Matcher status = STATUS.matcher(http.getContent());
      assertTrue(status.find(), http.getContent());
      assertEquals(e.getStatusCode().getTransportCode(), http.getStatusCode());
      return status.group(1);
    }
    return e.getStatusCode().getCode().name();
  }
}
