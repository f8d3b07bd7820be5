package io.pgwal.docs;

import io.pgwal.docs.OptionTables.Language;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The tables of the guide, and the component's page for Camel's documentation, say what the catalog says. */
class GuideTest {

    private static final String GUIDE = "src-docs/guide.md";
    private static final String COMPONENT = "camel-pgwal/src/main/docs/pgwal-component.adoc";

    @Test
    void the_tables_of_the_guide_are_those_of_the_catalog() throws Exception {
        OptionTables tables = new OptionTables(Catalog.load(), Language.MARKDOWN);
        GeneratedText.check(GUIDE, "options", "\n" + tables.options(), GuideTest.class);
        GeneratedText.check(GUIDE, "component options", "\n" + tables.componentOptions(), GuideTest.class);
        GeneratedText.check(GUIDE, "headers", "\n" + tables.headers(), GuideTest.class);
    }

    @Test
    void so_are_those_of_the_component_s_page_and_its_head() throws Exception {
        Catalog catalog = Catalog.load();
        OptionTables tables = new OptionTables(catalog, Language.ASCIIDOC);
        GeneratedText.check(COMPONENT, "head", head(catalog.component()), GuideTest.class);
        GeneratedText.check(COMPONENT, "options", "\n" + tables.options(), GuideTest.class);
        GeneratedText.check(COMPONENT, "component options", "\n" + tables.componentOptions(), GuideTest.class);
        GeneratedText.check(COMPONENT, "headers", "\n" + tables.headers(), GuideTest.class);
    }

    private static String head(JsonObject component) {
        boolean only = Boolean.TRUE.equals(component.getBoolean("consumerOnly"));
        return ":doctitle: " + component.getString("title")
                + "\n:shortname: " + component.getString("name")
                + "\n:artifactid: " + component.getString("artifactId")
                + "\n:description: " + component.getString("description")
                + "\n:since: " + component.getString("firstVersion")
                + "\n:supportlevel: " + component.getString("supportLevel")
                + "\n:component-header: "
                + (only ? "Only consumer is supported" : "Both producer and consumer are supported") + "\n";
    }
}
