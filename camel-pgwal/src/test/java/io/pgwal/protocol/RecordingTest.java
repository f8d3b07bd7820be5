package io.pgwal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What real servers sent once, recorded by {@link RecordingIT}: no test of ours made up these bytes. */
class RecordingTest {

    static Stream<Arguments> recordings() {
        return IntStream.rangeClosed(14, 18).boxed().flatMap(major -> Variant.of(major).stream()
                .map(variant -> Arguments.of(major, variant)));
    }

    @ParameterizedTest(name = "PostgreSQL {0} {1}")
    @MethodSource("recordings")
    void a_recording_decodes_whole_and_in_order(int major, Variant variant) throws IOException {
        StreamOrder stream = decode(major, variant);

        assertThat(stream.counts()).containsOnlyKeys(variant.kinds());
    }

    @ParameterizedTest(name = "PostgreSQL {0} {1}")
    @MethodSource("recordings")
    void every_kind_of_row_was_recorded(int major, Variant variant) throws IOException {
        List<String> texts = decode(major, variant).texts();

        assertThat(texts).anyMatch(text -> text.matches("Update\\[.*key=\\(.*"));
        assertThat(texts).anyMatch(text -> text.matches("Update\\[.*old=\\(.*"));
        assertThat(texts).anyMatch(text -> text.matches("Update\\[xid=\\d+, relation=\\d+, new=\\(.*, u\\)\\]"));
        assertThat(texts).anyMatch(text -> text.matches("Delete\\[.*key=\\(.*"));
        assertThat(texts).anyMatch(text -> text.matches("Delete\\[.*old=\\(.*"));
        assertThat(texts).anyMatch(text -> text.matches("Truncate\\[.*cascade=true, restartIdentity=true.*"));
        assertThat(texts).anyMatch(text -> text.startsWith("LogicalMessage[xid=0, transactional=false"));
        for (String identity : List.of("DEFAULT", "INDEX", "FULL", "NOTHING")) {
            assertThat(texts).anyMatch(text -> text.contains("replicaIdentity=" + identity));
        }
        assertThat(texts.stream().anyMatch(text -> text.matches("Insert\\[.*[( ]b [0-9a-f]{8}.*")))
                .isEqualTo(variant.binary());
        assertThat(texts).noneMatch(text -> text.contains("never seen") || text.contains("no one sees"));
    }

    @ParameterizedTest(name = "PostgreSQL {0} {1}")
    @MethodSource("recordings")
    void aborts_say_where_and_when_only_to_those_who_apply_in_parallel(int major, Variant variant) throws IOException {
        List<String> aborts = decode(major, variant).texts().stream()
                .filter(text -> text.startsWith("StreamAbort["))
                .toList();

        assertThat(aborts.isEmpty()).isNotEqualTo(variant.streams());
        assertThat(aborts).allMatch(text -> text.contains("abort=Optional.empty") != variant.parallel());
    }

    @ParameterizedTest(name = "PostgreSQL {0} {1}")
    @MethodSource("recordings")
    void only_postgresql_14_sends_transactions_without_changes(int major, Variant variant) throws IOException {
        assertThat(pairs(decode(major, variant), "Begin", "Commit").isEmpty()).isEqualTo(major > 14);
    }

    @ParameterizedTest(name = "PostgreSQL {0} {1}")
    @MethodSource("recordings")
    void streamed_transactions_interleave_and_some_blocks_are_empty(int major, Variant variant) throws IOException {
        StreamOrder stream = decode(major, variant);

        assertThat(pairs(stream, "StreamStart", "StreamStop").isEmpty()).isNotEqualTo(variant.streams());
        assertThat(stream.interleavings() > 0).isEqualTo(variant.streams());
    }

    /** The first of any two messages that follow each other. */
    private static List<String> pairs(StreamOrder stream, String first, String second) {
        List<String> texts = stream.texts();
        return IntStream.range(1, texts.size())
                .filter(i ->
                        texts.get(i - 1).startsWith(first + "[") && texts.get(i).startsWith(second + "["))
                .mapToObj(i -> texts.get(i - 1))
                .toList();
    }

    @Test
    void no_other_recordings_lie_about() throws IOException {
        try (Stream<Path> files = Files.list(Recording.FOLDER)) {
            assertThat(files)
                    .containsExactlyInAnyOrderElementsOf(recordings()
                            .map(recording -> Recording.file((int) recording.get()[0], (Variant)
                                    recording.get()[1]))
                            .toList());
        }
    }

    private static StreamOrder decode(int major, Variant variant) throws IOException {
        StreamOrder stream = new StreamOrder();
        Recording.read(major, variant).frames().forEach(stream::take);
        stream.end();
        stream.counts().remove("k");
        return stream;
    }
}
