package io.github.cloudtasks.spring;

import com.google.api.gax.rpc.ClientSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.util.function.ThrowingSupplier;

/**
 * Connects the clients of an application to an emulator. Beans with settings of clients are changed after their
 * creation. Beans that are clients are created from these settings instead of by the application, whose method would
 * fail where Google's credentials are missing.
 */
final class EmulatorConnector implements BeanFactoryPostProcessor, BeanPostProcessor {
    private final ObjectProvider<CloudTasksConnectionDetails> details;

    EmulatorConnector(ObjectProvider<CloudTasksConnectionDetails> details) {
        this.details = details;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        ClientType.ALL.forEach(type -> replaceCreation(beans, type));
    }

    /**
     * Replaces how clients are created, and keeps the rest of their bean definitions: name, scope and qualifiers.
     * Singletons that exist already, such as mocks, stay.
     */
    private <S extends ClientSettings<S>, C> void replaceCreation(
            ConfigurableListableBeanFactory beans, ClientType<S, C> type) {
        ThrowingSupplier<C> supplier = () -> type.creator().applyWithException(settings(beans, type));
        for (String name : beans.getBeanNamesForType(type.client(), true, false)) {
            boolean replaceable = !beans.containsSingleton(name)
                    && !beans.isFactoryBean(name)
                    && beans.getType(name, false) == type.client();
            if (replaceable && beans.getBeanDefinition(name) instanceof AbstractBeanDefinition definition) {
                definition.setInstanceSupplier(supplier);
            }
        }
    }

    private <S extends ClientSettings<S>> S settings(ConfigurableListableBeanFactory beans, ClientType<S, ?> type)
            throws IOException {
        S settings = beans.getBeanProvider(type.settings()).getIfUnique();
        return settings == null ? type.defaultsFor(endpoint()) : settings;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        try {
            for (ClientType<?, ?> type : ClientType.ALL) {
                if (type.settings().isInstance(bean)) {
                    return type.connect(bean, endpoint());
                }
            }
            return bean;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String endpoint() {
        return details.getObject().getEndpoint();
    }
}
