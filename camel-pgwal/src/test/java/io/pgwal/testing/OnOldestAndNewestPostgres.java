package io.pgwal.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * As {@link OnEveryPostgres}, with the first and the last of {@link PgServers#majors()} alone: for promises that are kept
 * on our side of the wire, where the majors between can add nothing but time.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "PostgreSQL {0}", autoCloseArguments = false)
@ArgumentsSource(OnOldestAndNewestPostgres.Servers.class)
public @interface OnOldestAndNewestPostgres {

    /** Starts a server only when its turn has come. */
    final class Servers implements ArgumentsProvider {

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            List<Integer> majors = PgServers.majors();
            return Stream.of(majors.get(0), majors.get(majors.size() - 1))
                    .distinct()
                    .map(major -> Arguments.of(Named.of(Integer.toString(major), PgServers.shared(major))));
        }
    }
}
