package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bytes that an earlier version has stored are still decoded to the same values.
 *
 * <p>The bytes are in a resource. If this test fails after a change, files of users cannot be read any more: change the
 * code and not the resource. For a new field, add an example with the field and its bytes.
 */
class StoredFormatTest {
    private static final String RESOURCE = "stored-values.properties";
    private static final Properties STORED = new Properties();

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in = StoredFormatTest.class.getResourceAsStream(RESOURCE)) {
            STORED.load(in);
        }
    }

    @Test
    void stored_tasks_are_decoded() throws Exception {
        for (var example : Map.of(
                        "task.typical", Examples.typicalTask(),
                        "task.http", Examples.httpTask(),
                        "task.appEngine", Examples.appEngineTask(),
                        "task.pull", Examples.pullTask())
                .entrySet()) {
            var task = example.getValue();
            assertThat(TaskCodec.decode(task.name(), stored(example.getKey(), TaskCodec.encode(task))))
                    .isEqualTo(task);
        }
    }

    @Test
    void stored_queues_are_decoded() throws Exception {
        for (var example : Map.of("queue.push", Examples.pushQueue(), "queue.pull", Examples.pullQueue())
                .entrySet()) {
            var queue = example.getValue();
            assertThat(QueueCodec.decode(queue.name(), stored(example.getKey(), QueueCodec.encode(queue))))
                    .isEqualTo(queue);
        }
    }

    @Test
    void stored_policies_are_decoded() throws Exception {
        var policy = Examples.policy();
        assertThat(PolicyCodec.decode(Examples.QUEUE, stored("policy", PolicyCodec.encode(policy))))
                .isEqualTo(policy);
    }

    @Test
    void stored_operations_are_decoded() throws Exception {
        for (var example : Map.of(
                        "operation.batchCreate", Examples.batchCreate(),
                        "operation.batchDelete", Examples.batchDelete())
                .entrySet()) {
            var operation = example.getValue();
            assertThat(OperationCodec.decode(stored(example.getKey(), OperationCodec.encode(operation))))
                    .isEqualTo(operation);
        }
    }

    @Test
    void stored_finished_tasks_are_decoded() throws Exception {
        for (var example : Map.of(
                        "finished.http", Examples.finishedHttpTask(),
                        "finished.appEngine", Examples.finishedAppEngineTask(),
                        "finished.pull", Examples.finishedPullTask())
                .entrySet()) {
            var finished = example.getValue();
            byte[] bytes = stored(example.getKey(), FinishedTaskCodec.encode(finished));
            assertThat(FinishedTaskCodec.decode(
                            finished.number(), finished.task().name(), bytes))
                    .isEqualTo(finished);
        }
    }

    /**
     * Returns the stored bytes of an example.
     *
     * @param encoded the bytes of the current version, shown if the resource lacks the example
     */
    private static byte[] stored(String example, byte[] encoded) {
        String line = STORED.getProperty(example);
        assertThat(line)
                .as(
                        "%s lacks an example. Add: %s=%s",
                        RESOURCE, example, Base64.getEncoder().encodeToString(encoded))
                .isNotNull();
        return Base64.getDecoder().decode(line);
    }
}
