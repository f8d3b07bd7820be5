package io.pgwal.examples.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionsByKeyTest {

    private final VersionsByKey versions = new VersionsByKey(2);

    private boolean areComplete(int... keysAndVersions) {
        for (int i = 0; i < keysAndVersions.length; i += 2) {
            versions.see(keysAndVersions[i], keysAndVersions[i + 1]);
        }
        return versions.areComplete(2);
    }

    @Test
    void each_key_once_and_in_order_is_complete() {
        assertThat(areComplete(1, 1, 2, 1, 2, 2, 1, 2)).isTrue();
    }

    @Test
    void a_missing_key_is_not() {
        assertThat(areComplete(1, 1, 1, 2)).isFalse();
    }

    @Test
    void a_missing_version_is_not() {
        assertThat(areComplete(1, 1, 1, 2, 2, 2)).isFalse();
    }

    @Test
    void another_order_is_not() {
        assertThat(areComplete(1, 1, 1, 2, 2, 2, 2, 1, 2, 2)).isFalse();
    }

    @Test
    void one_that_comes_twice_is_not() {
        assertThat(areComplete(1, 1, 1, 2, 2, 1, 2, 1, 2, 2)).isFalse();
    }
}
