package io.github.cloudtasks.rest.transcode;

import java.util.concurrent.CompletableFuture;

/** What an endpoint gives to a request: a response, or one that is yet to come. */
public sealed interface Answer permits RestResponse, Answer.Later {

    /**
     * A response that is yet to come.
     *
     * @param response completed on any thread; whoever loses interest in it, as when the client is gone, cancels it
     */
    record Later(CompletableFuture<RestResponse> response) implements Answer {}
}
