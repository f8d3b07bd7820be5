package io.pgwal.benchmarks;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Records as lines: one column for each component, every run, nothing averaged. */
final class Csv {

    private Csv() {}

    static <R extends Record> String of(Class<R> type, List<R> rows) {
        RecordComponent[] columns = type.getRecordComponents();
        String head = Arrays.stream(columns).map(RecordComponent::getName).collect(Collectors.joining(","));
        return rows.stream()
                .map(row ->
                        Arrays.stream(columns).map(column -> cell(column, row)).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", head + "\n", "\n"));
    }

    private static String cell(RecordComponent column, Record row) {
        try {
            return String.valueOf(column.getAccessor().invoke(row));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
