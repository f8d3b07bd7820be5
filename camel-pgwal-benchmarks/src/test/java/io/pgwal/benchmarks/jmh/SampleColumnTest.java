package io.pgwal.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.values.Row;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.TypeCatalog;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleColumnTest {

    @Test
    void both_formats_of_a_sample_are_the_same_value() {
        Stream.of("bool bytea int8 int2 int4 text float8 int4[] date timestamp timestamptz numeric uuid jsonb"
                        .split(" "))
                .forEach(type -> {
                    List<SampleColumn> columns = List.of(SampleColumn.of("value", type));
                    assertThat(row(columns, true).get("value"))
                            .as(type)
                            .isNotNull()
                            .isEqualTo(row(columns, false).get("value"));
                });
    }

    private static Row row(List<SampleColumn> columns, boolean binary) {
        RowDecoder decoder =
                new RowDecoder(Messages.decodedRelation(1, columns), new TypeCatalog(), Set.of(), undecodable -> {
                    throw undecodable;
                });
        byte[] insert = Messages.insert(1, columns, binary);
        return decoder.row(((PgOutputMessage.Insert) new PgOutputDecoder().decode(insert, Messages.OFFSET)).newRow());
    }
}
