package io.pgwal.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.docs.Snippet;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** The route of kamelet.md builds with the Kamelet of this jar. */
class KameletPageTest {

    @Test
    void routes_of_the_page_build() throws Exception {
        List<Snippet> routes = Snippet.of("src-docs/kamelet.md").stream()
                .filter(one -> one.language().equals("yaml"))
                .toList();
        assertThat(routes).hasSize(1);
        CamelContext context = new DefaultCamelContext();
        try {
            context.setAutoStartup(false);
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.fromString("page.yaml", routes.get(0).text()));
            context.start();
            assertThat(context.getRoutes()).isNotEmpty();
        } finally {
            context.stop();
        }
    }
}
