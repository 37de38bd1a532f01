package io.github.cloudtasks.benchmarks.compare;

import io.github.cloudtasks.benchmarks.servers.ProcessFigures;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server that is compared with others. */
sealed interface Candidate {
    /** Returns the name in the table. */
    String name();

    /** Returns how the server is started or found, for the JSON file. */
    String source();

    /** Starts the server, or connects to it. */
    RunningServer start() throws IOException, InterruptedException;

    /** A server that is started for each measurement. */
    record Started(ServerProcess.Command command) implements Candidate {
        @Override
        public String name() {
            return command.name();
        }

        @Override
        public String source() {
            return String.join(" ", command.words());
        }

        @Override
        public RunningServer start() throws IOException, InterruptedException {
            ServerProcess process = ServerProcess.start(command);
            return new RunningServer(name(), process.address(), process, process.figures());
        }
    }

    /**
     * A server that runs already.
     *
     * @param address {@code host:port}
     * @param pid the number of its process, if its CPU time and memory are measured
     */
    record Running(String name, String address, @Nullable Long pid) implements Candidate {
        @Override
        public String source() {
            return "http://" + address + (pid == null ? "" : ", process " + pid);
        }

        @Override
        public RunningServer start() {
            return new RunningServer(name, address, null, pid == null ? null : new ProcessFigures(pid));
        }
    }
}
