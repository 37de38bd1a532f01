package io.github.cloudtasks.server.control;

import com.google.protobuf.ByteString;
import io.github.cloudtasks.proto.emulator.v1.ClientEnvironment;
import io.github.cloudtasks.proto.emulator.v1.ClientEnvironmentRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.environment.ClientFiles;
import io.github.cloudtasks.server.environment.ClientVariables;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Handles requests for the variables and files of unmodified clients. Reads no file that a request names, because the
 * clients may run elsewhere.
 */
final class ClientEnvironmentHandler {
    private final LocalAccount account;
    private final @Nullable ConnectProxy proxy;

    /** @param proxy null if it is off */
    ClientEnvironmentHandler(LocalAccount account, @Nullable ConnectProxy proxy) {
        this.account = account;
        this.proxy = proxy;
    }

    CompletableFuture<RestResponse> compute(ControlRequest request) {
        ClientEnvironmentRequest wanted =
                request.body(ClientEnvironmentRequest.newBuilder()).build();
        if (proxy == null) {
            throw ControlException.impossible(EmulatorFacts.NO_PROXY);
        }
        EmulatorFacts emulator = EmulatorFacts.of(address(request, wanted), account, proxy.certificatePem());
        String directory = wanted.getDirectory().isEmpty() ? ClientFiles.DIRECTORY_IN_CONTAINER : wanted.getDirectory();
        return request.inBackground(() -> environment(emulator, directory, wanted));
    }

    private static EmulatorAddress address(ControlRequest request, ClientEnvironmentRequest wanted) {
        try {
            return EmulatorAddress.parse(
                    wanted.getAddress().isEmpty() ? request.request().request().origin() : wanted.getAddress());
        } catch (IllegalArgumentException e) {
            throw ControlException.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static ClientEnvironment environment(
            EmulatorFacts emulator, String directory, ClientEnvironmentRequest wanted) {
        ClientEnvironment.Builder message = ClientEnvironment.newBuilder()
                .putAllVariables(ClientVariables.of(
                        emulator, directory, wanted.getEnvironmentMap(), wanted.getKeepCredentials()));
        try {
            ClientFiles.forAnotherMachine(emulator, wanted.getRoots(), directory)
                    .contents()
                    .forEach((path, content) -> message.putFiles(path, ByteString.copyFrom(content)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return message.build();
    }
}
