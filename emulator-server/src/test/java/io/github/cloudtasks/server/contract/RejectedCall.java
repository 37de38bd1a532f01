package io.github.cloudtasks.server.contract;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.Status;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import java.util.ArrayList;
import java.util.List;

/** The status of a rejected call, as a client reads it. */
final class RejectedCall {

    private RejectedCall() {}

    /**
     * Returns the error as the engine's exception. Fails the test for a code or detail that the service never sends.
     */
    static ApiException of(Status status) {
        for (Code code : Code.values()) {
            if (code.number() == status.getCode()) {
                return new ApiException(
                        code, status.getMessage(), details(status).toArray(Detail[]::new));
            }
        }
        throw new AssertionError("a code that the service does not use: " + status);
    }

    private static List<Detail> details(Status status) {
        List<Detail> details = new ArrayList<>();
        try {
            for (Any any : status.getDetailsList()) {
                if (any.is(ErrorInfo.class)) {
                    ErrorInfo info = any.unpack(ErrorInfo.class);
                    details.add(new Detail.ErrorInfo(info.getReason(), info.getDomain(), info.getMetadataMap()));
                } else if (any.is(Help.class)) {
                    for (Help.Link link : any.unpack(Help.class).getLinksList()) {
                        details.add(new Detail.Help(link.getDescription(), link.getUrl()));
                    }
                } else if (any.is(LocalizedMessage.class)) {
                    LocalizedMessage message = any.unpack(LocalizedMessage.class);
                    details.add(new Detail.LocalizedMessage(message.getLocale(), message.getMessage()));
                } else {
                    throw new AssertionError("a detail that the service does not send: " + status);
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(status.toString(), e);
        }
        return details;
    }
}
