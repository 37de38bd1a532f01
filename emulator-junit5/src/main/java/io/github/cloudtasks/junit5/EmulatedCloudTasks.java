package io.github.cloudtasks.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts the emulator in the test process, on a free port, and injects it.
 *
 * <pre>{@code
 * class MailTest {
 *   @EmulatedCloudTasks(queues = "projects/demo/locations/us-central1/queues/mail")
 *   static CloudTasksEmulator emulator;
 *
 *   @EmulatedCloudTasks
 *   static ManagedChannel channel;
 * }
 * }</pre>
 *
 * <p>A field or a parameter may be a {@link io.github.cloudtasks.emulator.CloudTasksEmulator}, a {@link String} (the
 * endpoint, {@code 127.0.0.1:PORT}), a {@link java.net.URI} (the same for REST, {@code http://127.0.0.1:PORT}) or an
 * {@code io.grpc.ManagedChannel}, which the extension closes.
 *
 * <ul>
 *   <li>The <b>static fields</b> of a class share one emulator, which runs for that class and its nested classes. An
 *       annotation on the class has the same effect.
 *   <li>The <b>instance fields</b> share one emulator per test.
 *   <li>A <b>parameter</b> gets the emulator of the test or of the class. If there is none, it gets its own emulator
 *       for the duration of the test or class.
 * </ul>
 *
 * <p>The settings of all annotations that share an emulator are combined. When a test fails, the extension prints
 * {@link io.github.cloudtasks.emulator.CloudTasksEmulator#diagnostics} on stderr.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE})
@ExtendWith(AnnotationExtension.class)
public @interface EmulatedCloudTasks {

    /**
     * Queues to create at start, in the format of the flag {@code --queue}: a full name, or an id if there is a
     * {@link #project}, optionally with settings such as {@code ,max-attempts=5}.
     */
    String[] queues() default {};

    /** The project of queues that are only ids. */
    String project() default "";

    /**
     * Whether unmodified clients of a child process can use the emulator, by the variables of
     * {@link io.github.cloudtasks.emulator.CloudTasksEmulator#environment}. Adds the flags {@code --proxy},
     * {@code --proxy-tokens} and {@code --ephemeral-ca}. Needs {@code org.bouncycastle:bcpkix-jdk18on} on the class
     * path.
     */
    boolean proxy() default false;

    /**
     * Additional flags of the emulator, such as {@code {"--auto-create-queues", "--app-engine-url",
     * "http://localhost:8080"}}.
     */
    String[] flags() default {};
}
