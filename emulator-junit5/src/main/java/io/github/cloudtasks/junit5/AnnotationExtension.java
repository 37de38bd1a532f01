package io.github.cloudtasks.junit5;

import java.lang.reflect.Field;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;

/**
 * Does what {@link EmulatedCloudTasks} says. It has no state: an emulator lies in the store of the test or class that
 * it runs for, where what is inside finds it, and which closes it.
 */
final class AnnotationExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AnnotationExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        List<Field> fields = fields(type, ModifierSupport::isStatic);
        Flags ofClass = AnnotationSupport.findAnnotation(type, EmulatedCloudTasks.class)
                .map(Flags::of)
                .orElse(null);
        if (ofClass != null || !fields.isEmpty()) {
            RunningEmulator running = start(context, flags(ofClass == null ? Flags.NONE : ofClass, fields));
            fields.forEach(field -> Injection.into(field, null, running));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        List<Object> instances = context.getRequiredTestInstances().getAllInstances();
        Flags flags = Flags.NONE;
        boolean wanted = false;
        for (Object instance : instances) {
            List<Field> fields = fields(instance.getClass(), ModifierSupport::isNotStatic);
            flags = flags(flags, fields);
            wanted |= !fields.isEmpty();
        }
        if (wanted) {
            RunningEmulator running = start(context, flags);
            for (Object instance : instances) {
                fields(instance.getClass(), ModifierSupport::isNotStatic)
                        .forEach(field -> Injection.into(field, instance, running));
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        explainFailureOf(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        explainFailureOf(context);
    }

    private static void explainFailureOf(ExtensionContext context) {
        RunningEmulator running = find(context);
        if (running != null) {
            running.explainFailureOf(context);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(EmulatedCloudTasks.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Flags flags = parameter
                .findAnnotation(EmulatedCloudTasks.class)
                .map(Flags::of)
                .orElse(Flags.NONE);
        RunningEmulator running = find(context);
        if (running == null) {
            running = start(context, flags);
        } else if (!flags.equals(Flags.NONE)) {
            throw new ExtensionConfigurationException(
                    parameter.getParameter()
                            + " gets an emulator that runs already; settings belong to the field, class or parameter that starts it");
        }
        return Injection.of(running, parameter.getParameter().getType(), parameter.getParameter());
    }

    /** The fields of a class and those above it which ask for an emulator. */
    private static List<Field> fields(Class<?> type, Predicate<Field> which) {
        return AnnotationSupport.findAnnotatedFields(
                type, EmulatedCloudTasks.class, which, HierarchyTraversalMode.TOP_DOWN);
    }

    private static Flags flags(Flags first, List<Field> fields) {
        Flags flags = first;
        for (Field field : fields) {
            flags = flags.plus(Flags.of(field.getAnnotation(EmulatedCloudTasks.class)));
        }
        return flags;
    }

    private static RunningEmulator start(ExtensionContext context, Flags flags) {
        RunningEmulator running = RunningEmulator.start(flags);
        context.getStore(NAMESPACE).put(RunningEmulator.class, running);
        return running;
    }

    /** That of this test or class, or else of the nearest class around it. */
    private static @Nullable RunningEmulator find(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(RunningEmulator.class, RunningEmulator.class);
    }
}
