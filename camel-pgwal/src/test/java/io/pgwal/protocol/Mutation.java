package io.pgwal.protocol;

import java.util.Arrays;
import java.util.Random;

/** One way to spoil a message. None changes the array it is given. */
enum Mutation {
    FLIP_A_BIT {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] mutant = bytes.clone();
            if (mutant.length > 0) {
                mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return mutant;
        }
    },
    SET_A_BYTE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] mutant = bytes.clone();
            if (mutant.length > 0) {
                mutant[random.nextInt(mutant.length)] = EXTREMES[random.nextInt(EXTREMES.length)];
            }
            return mutant;
        }
    },
    INSERT {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] more = new byte[1 + random.nextInt(4)];
            random.nextBytes(more);
            int at = random.nextInt(bytes.length + 1);
            return join(bytes, 0, at, more, 0, more.length, bytes, at);
        }
    },
    DELETE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            int from = random.nextInt(bytes.length + 1);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(4));
            return join(bytes, 0, from, bytes, 0, 0, bytes, to);
        }
    },
    DUPLICATE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            return join(bytes, 0, to, bytes, from, to, bytes, to);
        }
    },
    CUT_OFF {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
    },
    SPLICE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            int head = random.nextInt(bytes.length + 1);
            return join(bytes, 0, head, other, 0, 0, other, random.nextInt(other.length + 1));
        }
    };

    private static final byte[] EXTREMES = {0, 1, 2, 0x7F, (byte) 0x80, (byte) 0xFF, 'N', 'K', 'O', 'n', 'u', 't', 'b'};

    /** @param other another message, for those that mix two */
    abstract byte[] of(byte[] bytes, byte[] other, Random random);

    private static byte[] join(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo, byte[] rest, int restFrom) {
        byte[] joined = new byte[aTo - aFrom + bTo - bFrom + rest.length - restFrom];
        System.arraycopy(a, aFrom, joined, 0, aTo - aFrom);
        System.arraycopy(b, bFrom, joined, aTo - aFrom, bTo - bFrom);
        System.arraycopy(rest, restFrom, joined, aTo - aFrom + bTo - bFrom, rest.length - restFrom);
        return joined;
    }
}
