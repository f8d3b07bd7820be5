package io.pgwal.camel.transform;

import io.pgwal.camel.ChangeHeaders;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.values.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes as Maps: the columns of the row, and what the headers say of this change under the headers' names. The headers
 * of an exchange with a list are those of its last change, so a statement that is run for each must not take them.
 */
final class ChangeMaps {

    private ChangeMaps() {}

    /** Values as types.md says. */
    static Map<String, Object> typed(Event event) {
        Row row = event.row();
        RowMap values = new RowMap(row.relation().qualifiedName(), row.unchanged());
        values.putAll(row);
        for (String name : ChangeHeaders.NAMES) {
            Object value = event.header(name);
            if (value != null) {
                values.putIfAbsent(name, value);
            }
        }
        return values;
    }

    /** Values that JDBC can bind; CamelPgWalUnchanged is always there, as the text of an array. */
    static List<Map<String, Object>> bindable(List<Event> events) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Event event : events) {
            RowMap values = JdbcValues.row(event.row());
            for (String name : ChangeHeaders.NAMES) {
                Object value = event.header(name);
                if (value != null) {
                    values.putIfAbsent(name, JdbcValues.header(value));
                }
            }
            JdbcValues.unchanged(values, event.header(PgWalConstants.UNCHANGED));
            maps.add(values);
        }
        return maps;
    }
}
