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
 * The extension behind {@link EmulatedCloudTasks}. It has no state of its own: the store of a test or class holds the
 * emulator, makes it visible to nested contexts, and closes it.
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
            fields.forEach(field -> Injector.into(field, null, running));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        List<Object> instances = context.getRequiredTestInstances().getAllInstances();
        Flags flags = Flags.NONE;
        boolean annotated = false;
        for (Object instance : instances) {
            List<Field> fields = fields(instance.getClass(), ModifierSupport::isNotStatic);
            flags = flags(flags, fields);
            annotated |= !fields.isEmpty();
        }
        if (annotated) {
            RunningEmulator running = start(context, flags);
            for (Object instance : instances) {
                fields(instance.getClass(), ModifierSupport::isNotStatic)
                        .forEach(field -> Injector.into(field, instance, running));
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
                            + " uses an emulator that is running already: move its settings to the field, class or parameter that starts the emulator");
        }
        return Injector.of(running, parameter.getParameter().getType(), parameter.getParameter());
    }

    /** Returns the annotated fields of a class and its superclasses. */
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

    /** Returns the emulator of this test or class, or of the nearest enclosing class; null if there is none. */
    private static @Nullable RunningEmulator find(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(RunningEmulator.class, RunningEmulator.class);
    }
}
