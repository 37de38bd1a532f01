package io.github.cloudtasks.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts the emulator in the process of the test, on a free port, and injects it.
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
 * {@code io.grpc.ManagedChannel} to it, which the extension closes.
 *
 * <ul>
 *   <li>The <b>static fields</b> of a class share one emulator, which runs for that class and the classes nested in it.
 *       An annotation of the class itself asks for the same.
 *   <li>The <b>instance fields</b> share one that is started for each test.
 *   <li>A <b>parameter</b> gets the emulator of the test if there is one, or else that of the class, or else one of its
 *       own for as long as what it is a parameter of: a test, or a class.
 * </ul>
 *
 * <p>The settings of all that share an emulator are its settings. When a test fails, what the emulator knows is printed
 * on stderr, as {@link io.github.cloudtasks.emulator.CloudTasksEmulator#diagnostics} puts it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE})
@ExtendWith(AnnotationExtension.class)
public @interface EmulatedCloudTasks {

    /**
     * Queues that exist from the start, as the flag {@code --queue} has them: a full name, or an id where there is a
     * {@link #project}, perhaps with settings such as {@code ,max-attempts=5}.
     */
    String[] queues() default {};

    /** The project of queues that are named by their id alone. */
    String project() default "";

    /**
     * Any flags of the emulator, such as {@code {"--auto-create-queues", "--app-engine-url", "http://localhost:8080"}}.
     */
    String[] flags() default {};
}
