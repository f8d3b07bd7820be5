package io.pgwal.kamelets;

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The command {@code camel}, as JBang starts it. */
final class CamelRun {

    private CamelRun() {}

    public static void main(String[] arguments) {
        CamelJBangMain.run(arguments);
    }
}
