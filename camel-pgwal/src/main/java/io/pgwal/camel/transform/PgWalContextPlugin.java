package io.pgwal.camel.transform;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;

/**
 * Lets {@code marshal().json()} and {@code convertBodyTo(JsonNode.class)} take rows and changes when camel-jackson is there.
 * Camel loads it with each context, so that the order of routes does not matter; the component asks for the same, for class
 * loaders in which Camel does not find it.
 */
public final class PgWalContextPlugin implements ContextServicePlugin {

    @Override
    public void load(CamelContext context) {
        boolean loaded = context.getCamelContextExtension().getContextPlugin(PgWalContextPlugin.class) != null;
        if (!loaded && Jackson.isDataFormatPresent()) {
            context.getCamelContextExtension().addContextPlugin(PgWalContextPlugin.class, this);
            CamelJackson.addTo(context);
        }
    }
}
