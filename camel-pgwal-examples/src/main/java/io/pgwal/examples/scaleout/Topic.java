package io.pgwal.examples.scaleout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the routes have written to, seen from the other side. */
final class Topic implements AutoCloseable {

    private static final Pattern ROW = Pattern.compile("\\{\"id\":(\\d+),\"version\":(\\d+),.*");

    private final KafkaConsumer<String, String> consumer;
    private final List<TopicPartition> partitions;

    Topic(String broker, String name) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new StringDeserializer(),
                new StringDeserializer());
        partitions = consumer.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
        consumer.assign(partitions);
    }

    long records() {
        return consumer.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * Reads all of it.
     *
     * @return from the first record's arrival at the broker to the last one's
     * @throws IllegalStateException when a key has not exactly these versions in order
     */
    Duration check(int keys, int versions) {
        VersionsByKey seen = new VersionsByKey(keys);
        long first = Long.MAX_VALUE;
        long last = 0;
        consumer.seekToBeginning(partitions);
        for (long left = records(); left > 0; ) {
            for (ConsumerRecord<String, String> item : consumer.poll(Duration.ofSeconds(1))) {
                Matcher row = ROW.matcher(item.value());
                if (!row.matches() || !item.key().equals("{\"id\":" + row.group(1) + "}")) {
                    throw new IllegalStateException("A record with the key " + item.key() + " is no item");
                }
                seen.see(Integer.parseInt(row.group(1)), Integer.parseInt(row.group(2)));
                first = Math.min(first, item.timestamp());
                last = Math.max(last, item.timestamp());
                left--;
            }
        }
        if (!seen.areComplete(versions)) {
            throw new IllegalStateException("The topic does not hold each key's changes once and in order");
        }
        return Duration.ofMillis(last - first);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
