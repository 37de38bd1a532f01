package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * One HTTP/1.1 request, complete.
 *
 * @param origin where {@code url} is, checked
 * @param headers all but {@code Host} and {@code Content-Length}, which follow from the rest
 * @param redirectsLeft how many more redirects may be followed; 0 for App Engine, which follows none (documented)
 */
record Request(
    HttpMethod method, TargetUrl url, Origin origin, List<Header> headers, Bytes body, int redirectsLeft) {

  /** A request to {@code url}, if there is a way to connect to it. */
  static Request to(TargetUrl url, HttpMethod method, List<Header> headers, Bytes body, int redirectsLeft)
      throws Undeliverable {
    return new Request(method, url, url.origin(), headers, body, redirectsLeft);
  }

  /** Writes the request line and all headers. These are all bytes that are sent but for the body. */
  void writeHeadTo(ByteBuf buffer) {
    ascii(buffer, method.name()).writeByte(' ');
    ascii(ascii(buffer, url.requestTarget()), " HTTP/1.1\r\n");
    header(buffer, "Host", origin.hostHeader());
    for (Header header : headers) {
      header(buffer, header.name(), header.value());
    }
    if (hasContent()) {
      header(buffer, "Content-Length", Integer.toString(body.size()));
    }
    ascii(buffer, "\r\n");
  }

  /** Methods that have a meaning for content announce its length, also when there is none (RFC 9110, section 8.6). */
  private boolean hasContent() {
    return switch (method) {
      case POST, PUT, PATCH -> true;
      case GET, HEAD, DELETE, OPTIONS -> !body.isEmpty();
    };
  }

  private static void header(ByteBuf buffer, String name, String value) {
    ascii(ascii(ascii(ascii(buffer, name), ": "), value), "\r\n");
  }

  private static ByteBuf ascii(ByteBuf buffer, String text) {
    ByteBufUtil.writeAscii(buffer, text);
    return buffer;
  }
}
