package io.pgwal.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Runs the whole class once for each major of {@link PgServers#majors()}. The class has a constructor that takes a
 * {@link PgServer}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "PostgreSQL {0}", autoCloseArguments = false)
@ArgumentsSource(OnEveryPostgres.Servers.class)
public @interface OnEveryPostgres {

    /** Starts a server only when its turn has come. */
    final class Servers implements ArgumentsProvider {

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return PgServers.majors().stream()
                    .map(major -> Arguments.of(Named.of(Integer.toString(major), PgServers.shared(major))));
        }
    }
}
