/**
 * The REST API of the emulator. {@link io.github.cloudtasks.rest.RestApi} is the entry point.
 *
 * <table>
 * <caption>Packages</caption>
 * <tr><td>{@code http}</td><td>HTTP/1.1 and HTTP/2 connections, on Netty</td></tr>
 * <tr><td>{@code routing}</td><td>routes, endpoints, system parameters, responses</td></tr>
 * <tr><td>{@code json}</td><td>JSON to protobuf messages and back</td></tr>
 * <tr><td>{@code errors}</td><td>errors that are reported before a service is called</td></tr>
 * <tr><td>{@code discovery}</td><td>discovery documents, and BufferTask, which only they define</td></tr>
 * <tr><td>{@code batch}</td><td>several requests in one</td></tr>
 * <tr><td>{@code rpc}</td><td>gRPC methods over plain HTTP</td></tr>
 * <tr><td>{@code firebase}</td><td>paths without a version, for the Firebase Admin SDKs</td></tr>
 * </table>
 */
@NullMarked
package io.github.cloudtasks.rest;

import org.jspecify.annotations.NullMarked;
