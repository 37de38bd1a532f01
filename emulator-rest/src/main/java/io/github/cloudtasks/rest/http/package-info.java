/**
 * HTTP for the REST API: receives requests over HTTP/1.1 and HTTP/2, passes them to the
 * {@link io.github.cloudtasks.rest.routing.Router}, and writes the responses. {@link HttpTransport} is the entry point.
 *
 * <h2>Why there are two event paths</h2>
 *
 * gRPC and REST share one port, and the two protocol versions leave room for REST in different places:
 *
 * <ul>
 *   <li><b>HTTP/1.1</b> never carries gRPC. The server gives the whole connection to this package, which adds ordinary
 *       Netty channel handlers: {@link Http1RequestHandler}.
 *   <li><b>HTTP/2</b> may carry gRPC and REST on one connection, as at the service, and only the first headers of a
 *       stream tell which of them it is. grpc-netty owns the connection handler and does not support Netty's
 *       multiplexing into one channel per stream. The only extension point is the frame listener, so REST intercepts
 *       the frames of its streams in front of gRPC's listener: {@link Http2RequestListener}.
 * </ul>
 *
 * Both are thin adapters around the same three types, which contain everything that does not depend on the version:
 *
 * <pre>
 *                      HTTP/1.1                           HTTP/2
 * receives parts       Http1RequestHandler                Http2RequestListener
 *                             \                             /
 * collects one request         PartialRequest, RejectedRequest
 * routes and encodes                  RequestProcessor ──► Router
 *                             /                             \
 * writes the response  in the order of the requests        on the stream of the request
 * waits for a client   ConnectionMonitor: time limits      flow control and limits of grpc-netty
 * notices a disconnect ConnectionMonitor: reads ahead      the stream is closed
 * </pre>
 *
 * <h2>Streamed bodies</h2>
 *
 * A response may have a {@link io.github.cloudtasks.rest.routing.StreamedBody}: {@link StreamedResponse} runs it on a
 * virtual thread and passes its pieces to a {@link ResponseSink}, which each of the two protocol versions implements.
 * An endpoint may read the request body as a stream: the parts are then passed to a {@link RequestBodyStream} instead
 * of being collected, and the client may send more when the reader has made progress.
 *
 * <p>All types of this package run on the event loop of their connection and are not thread-safe, except
 * {@link HttpTransport} and {@link RequestProcessor}, which all connections share, and the two ends of a stream. An
 * endpoint that responds later completes its future on any thread; the response is written on the event loop.
 */
@NullMarked
package io.github.cloudtasks.rest.http;

import org.jspecify.annotations.NullMarked;
