package io.pgwal.springboot;

import io.pgwal.camel.PgWalComponent;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Sets {@code camel.component.pgwal.*} of the application's properties on the component, all of its options, by the
 * component's own configurer: a list of them here could only grow old.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnHierarchicalProperties({"camel.component", PgWalAutoConfiguration.PREFIX})
public class PgWalAutoConfiguration {

    static final String PREFIX = "camel.component.pgwal";

    /** Camel's starters have it in common; it is about the auto-configuration, not about the component. */
    static final String ENABLED = "enabled";

    @Bean
    ComponentCustomizer pgWalComponentCustomizer(Environment environment) {
        Map<String, String> properties = Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of);
        return ComponentCustomizer.builder(PgWalComponent.class)
                .build(component -> properties.forEach((name, value) -> set(component, name, value)));
    }

    /** @throws IllegalArgumentException naming the property, not its value: it might be a password */
    private static void set(PgWalComponent component, String name, String value) {
        if (name.equals(ENABLED)) {
            return;
        }
        ServiceHelper.initService(component); // before that it has no configurer
        CamelContext context = component.getCamelContext();
        PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
        boolean found = PropertyBindingSupport.build()
                .withConfigurer(configurer)
                .withIgnoreCase(true)
                .bind(context, component, name, value);
        if (!found) {
            throw new IllegalArgumentException(
                    PREFIX + "." + name + ": the component pgwal has no such option; see its guide for those it has");
        }
    }
}
