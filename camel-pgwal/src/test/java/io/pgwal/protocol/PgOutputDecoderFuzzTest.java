package io.pgwal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever the bytes are: a message or a MalformedMessageException, and never more memory than a small multiple of
 * their number. jqwik prints the seed of each run; {@code @Property(seed = "...")} runs it again.
 */
class PgOutputDecoderFuzzTest {

    /** Of one try, the exception's stack trace included; a count of 32767 believed once costs twice as much. */
    private static final long MOST_BYTES_PER_TRY = 64 * 1024;

    private static final int MUTANTS_PER_TRY = 100;

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final List<Sample> SAMPLES = MessageSamples.all();

    /** What runs for the first time loads classes, which costs memory too. */
    @BeforeContainer
    static void loadClasses() {
        SAMPLES.forEach(sample -> {
            for (int length = 0; length <= sample.bytes().length; length++) {
                tryToDecode(sample.decoder(), Arrays.copyOf(sample.bytes(), length));
            }
        });
    }

    @Property(tries = 20_000)
    void arbitrary_bytes_are_a_message_or_malformed(@ForAll byte[] bytes, @ForAll boolean inBlock) {
        assertHolds(decoder(inBlock), bytes);
    }

    @Property(tries = 20_000)
    void arbitrary_bytes_after_a_tag_are_a_message_or_malformed(
            @ForAll("tags") byte tag, @ForAll byte[] bytes, @ForAll boolean inBlock) {
        byte[] tagged = new byte[bytes.length + 1];
        tagged[0] = tag;
        System.arraycopy(bytes, 0, tagged, 1, bytes.length);

        assertHolds(decoder(inBlock), tagged);
    }

    @Property(tries = 20_000)
    void a_sample_with_one_mutation_is_a_message_or_malformed(
            @ForAll("mutants") byte[] mutant, @ForAll boolean inBlock) {
        assertHolds(decoder(inBlock), mutant);
    }

    /** Many at once: 2,000 tries are 200,000 mutants. The seed of a try makes all of them. */
    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void samples_mutated_again_and_again_are_messages_or_malformed(@ForAll long seed) {
        Random random = new Random(seed);
        PgOutputDecoder decoder = decoder(random.nextBoolean());
        for (int i = 0; i < MUTANTS_PER_TRY; i++) {
            byte[] mutant = SAMPLES.get(random.nextInt(SAMPLES.size())).bytes();
            for (int mutations = 1 + random.nextInt(4); mutations > 0; mutations--) {
                byte[] other = SAMPLES.get(random.nextInt(SAMPLES.size())).bytes();
                mutant = Mutation.values()[random.nextInt(Mutation.values().length)].of(mutant, other, random);
            }
            assertHolds(decoder, mutant);
        }
    }

    @Property(tries = 20_000)
    void arbitrary_frames_are_frames_or_malformed(@ForAll byte[] bytes) {
        byte[] frame = bytes.clone();
        if (frame.length > 0) {
            frame[0] = (byte) (frame.length % 2 == 0 ? 'w' : 'k');
        }
        try {
            assertThat(WalFrame.decode(frame)).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageContaining("needs");
        }
    }

    @Provide
    Arbitrary<Byte> tags() {
        return Arbitraries.of(
                SAMPLES.stream().map(sample -> sample.bytes()[0]).distinct().toList());
    }

    @Provide
    Arbitrary<byte[]> mutants() {
        return Combinators.combine(
                        Arbitraries.of(SAMPLES),
                        Arbitraries.of(SAMPLES),
                        Arbitraries.of(Mutation.class),
                        Arbitraries.longs())
                .as((sample, other, mutation, seed) -> mutation.of(sample.bytes(), other.bytes(), new Random(seed)));
    }

    private static PgOutputDecoder decoder(boolean inBlock) {
        PgOutputDecoder decoder = new PgOutputDecoder();
        if (inBlock) {
            decoder.decode(Sample.STREAM_START, 0);
        }
        return decoder;
    }

    private static void assertHolds(PgOutputDecoder decoder, byte[] bytes) {
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        tryToDecode(decoder, bytes);
        long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;

        if (allocated > MOST_BYTES_PER_TRY + 32L * bytes.length) {
            throw new AssertionError(allocated + " bytes of memory for " + Arrays.toString(bytes));
        }
    }

    /** Anything else that is thrown fails the test. */
    private static void tryToDecode(PgOutputDecoder decoder, byte[] bytes) {
        try {
            if (MessageText.of(decoder.decode(bytes, 0)).isEmpty()) {
                throw new AssertionError("a message without text");
            }
        } catch (MalformedMessageException e) {
            if (e.field().isEmpty() || e.offset() < 0 || e.offset() > bytes.length) {
                throw new AssertionError("leads nowhere: " + e.getMessage(), e);
            }
        }
    }
}
