package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.postgresql.ds.PGSimpleDataSource;

/** Sends messages, and tells what has arrived. */
abstract class EmitFixture extends ProducerFixture {

    static final String EMIT = "operation=emitMessage";

    EmitFixture(PgServer server) {
        super(server);
    }

    static String emitted(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getHeader(PgWalConstants.LSN, String.class);
    }

    /** Messages by their text, rows by their id. */
    List<String> texts() {
        await().during(Duration.ofMillis(200)).until(() -> true);
        return seen.stream()
                .map(one -> one.body() instanceof byte[] content
                        ? new String(content, StandardCharsets.UTF_8)
                        : String.valueOf(((Map<?, ?>) one.body()).get("id")))
                .toList();
    }

    DataSource plain() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.jdbcUrl());
        source.setUser(server.user());
        source.setPassword(server.password());
        return source;
    }

    void bind(DataSource source) {
        context.getRegistry().bind("ds", source);
    }
}
