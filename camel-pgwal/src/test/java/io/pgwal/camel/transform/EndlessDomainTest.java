package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.protocol.Tuple;
import io.pgwal.protocol.TupleWriter;
import io.pgwal.values.PgType;
import io.pgwal.values.Row;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.TypeCatalog;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A domain over itself, which PostgreSQL does not allow, but a crafted serialized row may claim. */
class EndlessDomainTest {

    private static final long OID = 30_000;

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    @Test
    void value_of_a_domain_over_itself_is_its_text_in_every_form() throws IOException {
        Row row = row();
        PgType type = row.relation().columns().get(0).type();
        assertThat(written(out -> JsonValues.row(out, row))).isEqualTo("{\"c\":\"x\"}");
        assertThat(written(out -> new DebeziumValues(out, row::type).value("x", type, -1)))
                .isEqualTo("\"x\"");
        assertThat(written(out -> new DebeziumUnavailable(out, row::type).write(type)))
                .isEqualTo("\"__debezium_unavailable_value\"");
        assertThat(JdbcValues.row(row)).isEqualTo(Map.of("c", "x"));
    }

    private static Row row() {
        TypeCatalog types = new TypeCatalog();
        types.add(new PgType.Domain(OID, "public", "loop", OID, -1));
        PgOutputMessage.Relation message = new PgOutputMessage.Relation(
                PgOutputMessage.NOT_STREAMED,
                16_385,
                "public",
                "t",
                ReplicaIdentity.NOTHING,
                List.of(new PgOutputMessage.Relation.Column(false, "c", OID, -1)));
        TupleWriter tuple = new TupleWriter();
        tuple.add(Tuple.Kind.TEXT, new byte[] {'x'}, 0, 1);
        return new RowDecoder(message, types, Set.of(), undecodable -> {
                    throw undecodable;
                })
                .row(tuple.toTuple());
    }

    private static String written(Writing writing) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            writing.to(out);
        }
        return text.toString();
    }
}
